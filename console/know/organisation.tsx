export default function OrganisationScreen() {
  return null;
}
