export default function LoadsScreen() {
  return null;
}
