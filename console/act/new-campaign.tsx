export default function NewCampaignScreen() {
  return null;
}
