import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Contact, PlanProblem } from '../problem.ts';

/** Writes a plan as customer, offer, channel, person, day; whole or not at all: beside the file first, then in its place. */
export function writePlan(path: string, { names, candidates }: PlanProblem, plan: readonly Contact[]): void {
  const draft = `${path}.${process.pid}.draft`;
  const file = openSync(draft, 'w');
  try {
    let text = 'customer,offer,channel,person,day\n';
    for (const { row, day } of plan) {
      const person = candidates.person[row]!;
      const fields = [
        names.customers[candidates.customer[row]!]!,
        names.offers[candidates.offer[row]!]!,
        names.channels[candidates.channel[row]!]!,
        person < 0 ? '' : names.people[person]!,
        names.days[day] ?? '',
      ];
      text += `${fields.map(quoted).join(',')}\n`;
      if (text.length < 1 << 20) continue;
      writeSync(file, text);
      text = '';
    }
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function quoted(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
