import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayNumber, dayText } from './calendar.ts';
import type { RealContact } from './orders.ts';

/**
 * What really happened, kept among the truth: one file a campaign, appended to while it is played, so that playing on
 * after an interruption, and other campaigns of the same month, know it.
 */
const header = 'customer,day,channel,offer\n';
const folder = (truthDirectory: string) => join(truthDirectory, 'contacts');

export function logContacts(truthDirectory: string, campaign: string, contacts: readonly RealContact[]): void {
  mkdirSync(folder(truthDirectory), { recursive: true });
  const path = join(folder(truthDirectory), `${campaign}.csv`);
  const rows = contacts.map((one) => `${one.index},${dayText(one.day)},${one.channel},${one.offer}\n`);
  appendFileSync(path, (existsSync(path) ? '' : header) + rows.join(''));
}

/** Real contacts of all campaigns, each customer and campaign once. */
export function readContacts(truthDirectory: string): RealContact[] {
  if (!existsSync(folder(truthDirectory))) return [];
  return readdirSync(folder(truthDirectory))
    .sort()
    .flatMap((name) => {
      const rows = readFileSync(join(folder(truthDirectory), name), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1);
      return [...new Set(rows)].map((row) => {
        const [index = '', day = '', channel = '', offer = ''] = row.split(',');
        return { index: Number(index), day: dayNumber(day), channel, offer };
      });
    });
}
