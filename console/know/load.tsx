export default function LoadScreen() {
  return null;
}
