export default function ReportScreen() {
  return null;
}
