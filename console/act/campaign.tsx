export default function CampaignScreen() {
  return null;
}
