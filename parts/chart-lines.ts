import type { LineSeriesOption } from 'echarts/charts';
import { escape, text, tooltip, type ChartOption } from './chart-options.ts';
import type { Tokens } from './tokens.ts';

/** What the colour and the stroke of a line mean; fixed over all charts. */
type Meaning = 'treated' | 'control' | 'plan';

export interface Line {
  readonly name: string;
  readonly meaning: Meaning;
  /** One a step of the axis; null where nothing is known. `low` and `high` make the band. */
  readonly points: readonly {
    readonly value: number | null;
    readonly low?: number | null;
    readonly high?: number | null;
  }[];
}

interface LinesChoice {
  /** The steps from left to right, as they are written on the axis. */
  readonly steps: readonly string[];
  readonly write: (value: number) => string;
  /** Writes the values of the axis, where there is less room. */
  readonly tick?: (value: number) => string;
  /** Draws zero thick: a band that crosses it has shown nothing. Without it the axis begins at zero. */
  readonly zero?: boolean;
  /** Shares of one whole: an axis that comes near to all of it ends there. */
  readonly shares?: boolean;
}

/** Lines over time with the band of their uncertainty in a lighter shade of the same hue, each named at its end. */
export function linesOption(
  look: Tokens,
  lines: readonly Line[],
  { steps, write, tick = write, zero = false, shares = false }: LinesChoice,
): ChartOption {
  const shifts = nameShifts(lines);
  const colour = { treated: look.accent, control: look.control, plan: look.inkFaint };
  return {
    textStyle: text(look),
    grid: { left: 8, right: 92, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltip(look),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: look.line, type: 'solid' } },
      formatter: (items) => {
        const step = (Array.isArray(items) ? items[0] : items)?.dataIndex ?? -1;
        return [escape(steps[step] ?? ''), ...lines.flatMap((line) => told(line, step, write))].join('<br>');
      },
    },
    xAxis: {
      type: 'category',
      data: [...steps],
      boundaryGap: false,
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: { ...text(look), hideOverlap: true, alignMinLabel: 'left' },
    },
    yAxis: {
      type: 'value',
      ...(zero ? { scale: true } : { min: 0 }),
      ...(shares && nearAll(lines) && { max: 1, interval: 0.25 }),
      splitNumber: 4,
      axisLabel: { ...text(look), formatter: (value: number) => tick(value) },
      splitLine: { lineStyle: { color: look.line } },
    },
    series: lines.flatMap((line, i) =>
      seriesOf(line, i, { colour: colour[line.meaning], look, zeroLine: zero && i === 0, nameShift: shifts[i] ?? 0 }),
    ),
  };
}

const nearAll = (lines: readonly Line[]): boolean => {
  const most = Math.max(...lines.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  return most > 0.8 && most <= 1 + 1e-9;
};

function told({ name, points }: Line, step: number, write: (value: number) => string): string[] {
  const point = points[step];
  if (point?.value === null || point?.value === undefined) return [];
  return [
    `${escape(name)} ${write(point.value)}${typeof point.low === 'number' && typeof point.high === 'number' ? ` (${write(point.low)} – ${write(point.high)})` : ''}`,
  ];
}

/** Pixels by which the names of lines that end together stand above and below their end, or they would lie on each other. */
function nameShifts(lines: readonly Line[]): readonly number[] {
  const known = lines.map(({ points }) => points.flatMap(({ value }) => value ?? []));
  const all = known.flat();
  const range = Math.max(...all, 0) - Math.min(...all, 0);
  const order = known
    .map((values, i) => ({ i, end: values.at(-1) }))
    .flatMap(({ i, end }) => (end === undefined ? [] : [{ i, end }]))
    .toSorted((a, b) => b.end - a.end);
  const shifts = lines.map(() => 0);
  for (const [at, { i, end }] of order.entries()) {
    const next = order[at + 1];
    if (next === undefined || end - next.end > 0.06 * range) continue;
    shifts[i] = (shifts[i] ?? 0) - 7;
    shifts[next.i] = (shifts[next.i] ?? 0) + 7;
  }
  return shifts;
}

/** The band is two stacked areas: an unseen one up to its lower edge, a pale one from there to the upper. */
function seriesOf(
  { name, meaning, points }: Line,
  index: number,
  { colour, look, zeroLine, nameShift }: { colour: string; look: Tokens; zeroLine: boolean; nameShift: number },
): LineSeriesOption[] {
  const banded = points.some((point) => typeof point.low === 'number');
  const edge = {
    type: 'line' as const,
    stack: `band ${index}`,
    stackStrategy: 'all' as const,
    symbol: 'none',
    silent: true,
    lineStyle: { opacity: 0 },
  };
  const gap = ({ low, high }: Line['points'][number]) =>
    typeof low === 'number' && typeof high === 'number' ? high - low : null;
  return [
    ...(banded
      ? [
          { ...edge, data: points.map((point) => point.low ?? null) },
          { ...edge, data: points.map(gap), areaStyle: { color: colour, opacity: 0.18 } },
        ]
      : []),
    {
      type: 'line',
      name,
      data: points.map((point) => point.value),
      // One point alone makes no line.
      symbol: points.filter(({ value }) => value !== null).length === 1 ? 'circle' : 'none',
      // While a line grows, ECharts puts its name where the line has come to: at NaN, as long as nothing is known there.
      animation: points.every(({ value }) => value !== null),
      lineStyle: { color: colour, width: 2, type: meaning === 'plan' ? 'dashed' : 'solid' },
      itemStyle: { color: colour },
      // A line of which nothing is known yet has no end to stand at.
      endLabel: {
        show: name !== '' && points.some(({ value }) => value !== null),
        offset: [0, nameShift],
        ...text(look),
        color: look.ink,
        formatter: name,
        distance: 6,
      },
      labelLayout: { moveOverlap: 'shiftY' },
      ...(zeroLine && {
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          lineStyle: { color: look.ink, width: 2.5, type: 'solid' },
          data: [{ yAxis: 0 }],
        },
      }),
    },
  ];
}
