export default function FieldsScreen() {
  return null;
}
