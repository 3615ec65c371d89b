export default function EditCampaignScreen() {
  return null;
}
