import type { Report, ReportBlock } from '#contract';

const columns = [
  'cut',
  'key',
  'arm',
  'targets',
  'contacted',
  'claimed',
  'successes',
  'rate',
  'rate_low',
  'rate_high',
  'lift',
  'lift_low',
  'lift_high',
  'relative_lift',
  'successes_gained',
  'revenue_gained_yuan',
  'cost_yuan',
  'profit_yuan',
  'roi',
];

/** One row a block and arm; what is of the whole block stands in each of its rows. */
export async function* reportCsv(report: Report): AsyncGenerator<string> {
  yield `${columns.join(',')}\n`;
  yield* rows('all', '', report);
  for (const [cut, blocks] of Object.entries(report.by)) for (const block of blocks) yield* rows(cut, block.key, block);
}

function* rows(cut: string, key: string, block: ReportBlock): Generator<string> {
  const { lift, incremental } = block;
  for (const arm of block.arms) {
    const cells = [
      cut,
      key,
      arm.arm,
      arm.targets,
      arm.contacted,
      arm.claimed,
      arm.successes,
      arm.rate.estimate,
      arm.rate.low,
      arm.rate.high,
      lift.absolute.estimate,
      lift.absolute.low,
      lift.absolute.high,
      lift.relative.estimate,
      incremental.successes.estimate,
      incremental.revenue.estimate,
      block.cost.total,
      block.profit,
      block.roi,
    ];
    yield `${cells.map(cell).join(',')}\n`;
  }
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet must not take a name for a formula.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
