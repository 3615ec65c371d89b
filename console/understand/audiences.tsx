export default function AudiencesScreen() {
  return null;
}
