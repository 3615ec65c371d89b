import type { Context } from '#platform/context';
import { listAppraised } from './month-view.ts';

/** One line a person, for payroll. */
export async function* payCsv(context: Context, month: string): AsyncGenerator<string> {
  yield 'person,name,org_unit,points,corrections,total,pay_yuan,state\n';
  const everybody = { text: '', sort: 'total', order: 'down', language: 'zh', offset: 0 } as const;
  for (const row of (await listAppraised(context, month, everybody)).items) {
    const name = (row.name?.zh || row.name?.en) ?? '';
    const cells = [
      row.personId,
      name,
      row.orgUnitId,
      row.points,
      row.corrections,
      row.total,
      row.payYuan.toFixed(2),
      row.state,
    ];
    yield `${cells.map((cell) => csvCell(String(cell))).join(',')}\n`;
  }
}

function csvCell(text: string): string {
  // A spreadsheet must not take a name for a formula.
  const safe = /^[=+@\t\r]|^-\D/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
