export default function AudienceScreen() {
  return null;
}
