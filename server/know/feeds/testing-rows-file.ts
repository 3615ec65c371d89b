import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes rows.csv, a usage file of so many rows: a number of customers, nine measures, a text, a day. Its memory is one piece. */
export async function writeRowsFile(directory: string, rows: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const out = createWriteStream(join(directory, 'rows.csv'));
  out.write('cust_no,voice,long,roam,calls,sms,data,night,video,active,plan,due\n');
  const pieceRows = 20_000;
  for (let from = 0; from < rows; from += pieceRows) {
    let piece = '';
    for (let i = from; i < Math.min(rows, from + pieceRows); i++) piece += rowText(i);
    if (!out.write(piece)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

function rowText(i: number): string {
  // A multiplicative hash spreads the values; the row's number alone would make columns that pack to nothing.
  const noise = Math.imul(i + 1, 2_654_435_761) >>> 0;
  const measure = (shift: number, range: number): number => ((noise >>> shift) % range) / 10;
  const day = String((noise % 28) + 1).padStart(2, '0');
  return `C${10_000_000 + i},${measure(0, 9000)},${measure(3, 700)},${measure(5, 90)},${noise % 300},${noise % 50},${measure(7, 900)},${measure(9, 90)},${measure(11, 500)},${noise % 31},plan-${noise % 40},2026-10-${day}\n`;
}

/** The manifest of that file. */
export const rowsManifest = (file: string): string => `
feed: rows
entity: usage
period: 2026-10
source: ${file}
fields:
  customer_id: cust_no
  voice_minutes: voice
  long_distance_minutes: long
  roaming_minutes: roam
  calls: calls
  sms: sms
  data_gb: data
  night_data_gb: night
  video_gb: video
  active_days: active
  plan: plan
  due_on: { from: due, type: date }
audit:
  - not_null: [customer_id]
  - unique: [customer_id]
  - range: { data_gb: [0, 100000], voice_minutes: [0, 44640] }
`;
