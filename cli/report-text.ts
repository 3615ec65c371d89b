import { readRelative, type Estimate, type Report, type ReportBlock } from '#contract';
import { table } from './table.ts';

/** The report as tables for a terminal. Estimates stand with their 95% intervals. */
export function reportText(report: Report): string {
  const parts = [
    `${report.campaign}, ${report.period.from} to ${report.period.to}`,
    table(
      ['arm', 'targets', 'contacted', 'claimed', 'successes', 'success rate [95%]'],
      report.arms.map((arm) => [arm.arm, arm.targets, arm.contacted, arm.claimed, arm.successes, percent(arm.rate)]),
    ),
    table(['measure', 'value'], figures(report)),
  ];
  for (const [name, blocks] of Object.entries(report.by)) {
    if (blocks.length === 0) continue;
    parts.push(
      table(
        [name.replace('_', ' '), 'treated', 'lift, absolute [95%]', 'successes gained [95%]', 'profit, yuan'],
        blocks
          .slice(0, 20)
          .map((block) => [
            block.name?.en ? `${block.name.en} (${block.key})` : block.key,
            treated(block),
            percent(block.lift.absolute),
            number(block.incremental.successes),
            yuan(block.profit),
          ]),
      ),
    );
    if (blocks.length > 20) parts.push(`… and ${blocks.length - 20} more (see --csv)`);
  }
  if (report.exclusions.length > 0)
    parts.push(
      table(
        ['who got nothing, and why', 'customers'],
        report.exclusions.map(({ reason, count }) => [reason, count]),
      ),
    );
  for (const { message } of report.caveats) parts.push(`! ${message}`);
  return parts.join('\n\n');
}

/** In per cent, or in words where control is nearly nothing. */
export function relativeText(relative: Estimate, write: (value: Estimate) => string | null): string | null {
  const read = readRelative(relative);
  if (read.told === 'percent') return write(relative);
  return read.told === 'at-least'
    ? `at least ${read.times.toFixed(1)} times (control is nearly nothing)`
    : 'cannot be told (control is nearly nothing)';
}

function figures(report: Report): (string | number | null)[][] {
  const { lift, incremental, cost } = report;
  return [
    ['lift, absolute', percent(lift.absolute)],
    ['lift, relative', relativeText(lift.relative, percent)],
    ['successes gained', number(incremental.successes)],
    ['revenue gained, yuan', number(incremental.revenue)],
    ['cost, yuan', yuan(cost.total)],
    ['  contacts', yuan(cost.contacts)],
    ['  rewards', yuan(cost.rewards)],
    ['  fixed', yuan(cost.fixed)],
    ['gross profit, yuan', yuan(report.profit)],
    ['return on investment', report.roi === null ? null : `${(report.roi * 100).toFixed(1)}%`],
    ['sample ratio, p', report.sample_ratio.p === null ? null : report.sample_ratio.p.toFixed(3)],
  ];
}

const treated = (block: ReportBlock) =>
  block.arms.filter((arm) => arm.arm !== 'control').reduce((sum, arm) => sum + arm.targets, 0);
const percent = (value: Estimate) => interval(value, (x) => `${(x * 100).toFixed(2)}%`);
const number = (value: Estimate) => interval(value, (x) => Math.round(x).toLocaleString('en-US'));
const yuan = (value: number | null) => (value === null ? null : Math.round(value).toLocaleString('en-US'));

function interval({ estimate, low, high }: Estimate, format: (x: number) => string): string | null {
  if (estimate === null) return null;
  return low === null || high === null ? format(estimate) : `${format(estimate)} [${format(low)}, ${format(high)}]`;
}
