import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption, MarkLineComponentOption, TooltipComponentOption } from 'echarts/components';
import type { ComposeOption, CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn } from 'echarts';
import { fonts, type Tokens } from './tokens.ts';

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | ScatterSeriesOption
  | CustomSeriesOption
  | LineSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | MarkLineComponentOption
>;

export interface Bar {
  readonly label: string;
  readonly value: number;
}

const rowHeight = 24;
/** Heights that give every row the same room, however many there are. */
export const barsHeight = (rows: number): number => rows * rowHeight + 16;
export const intervalsHeight = (rows: number): number => rows * 30 + 40;

export const text = (look: Tokens) => ({ color: look.inkSoft, fontFamily: fonts, fontSize: 12 });
export const tooltip = (look: Tokens): TooltipComponentOption => ({
  backgroundColor: look.surface,
  borderColor: look.line,
  textStyle: { color: look.ink, fontFamily: fonts, fontSize: 12 },
  confine: true,
});

/** One row a name, the first on top. */
const names = (look: Tokens, rows: readonly { readonly label: string }[]) => ({
  type: 'category' as const,
  inverse: true,
  data: rows.map((row) => row.label),
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { ...text(look), color: look.ink, width: 140, overflow: 'truncate' as const },
});

/** Horizontal bars from zero, the longest on top, each with its figure at its end. */
export function barsOption(look: Tokens, bars: readonly Bar[], write: (value: number) => string): ChartOption {
  return {
    textStyle: text(look),
    grid: { left: 8, right: 72, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { ...tooltip(look), trigger: 'item', valueFormatter: (value) => write(Number(value)) },
    xAxis: { type: 'value', min: 0, show: false },
    yAxis: names(look, bars),
    series: [
      {
        type: 'bar',
        data: bars.map((bar) => bar.value),
        barWidth: 12,
        itemStyle: { color: look.accent, borderRadius: [0, 2, 2, 0] },
        label: {
          show: true,
          position: 'right',
          ...text(look),
          formatter: (item) => write(Number(item.value)),
        },
      },
    ],
  };
}

export interface Interval {
  readonly label: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** What the colour means: the treated are the accent, the control group is grey. */
  readonly meaning: 'treated' | 'control';
}

/**
 * Estimates as points on bands of their own hue, one row each. `zero` draws the line of no effect, thick:
 * a band that crosses it has shown nothing.
 */
export function intervalsOption(
  look: Tokens,
  rows: readonly Interval[],
  options: {
    readonly write: (value: number) => string;
    /** Writes the values of the axis, where there is less room. */
    readonly tick?: (value: number) => string;
    readonly zero: boolean;
  },
): ChartOption {
  const { write, tick = write, zero } = options;
  const colour = (row: Interval) => (row.meaning === 'treated' ? look.accent : look.control);
  return {
    textStyle: text(look),
    grid: { left: 8, right: 24, top: 8, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltip(look),
      trigger: 'axis',
      axisPointer: { type: 'none' },
      formatter: (items) => {
        const row = rows[(Array.isArray(items) ? items[0] : items)?.dataIndex ?? -1];
        return row ? `${escape(row.label)}<br>${write(row.estimate)} (${write(row.low)} – ${write(row.high)})` : '';
      },
    },
    xAxis: {
      type: 'value',
      ...(zero ? {} : { min: 0 }),
      splitNumber: 4,
      axisLabel: { ...text(look), formatter: (value: number) => tick(value), hideOverlap: true },
      splitLine: { lineStyle: { color: look.line, width: 1 } },
    },
    yAxis: names(look, rows),
    series: [
      {
        type: 'custom',
        data: rows.map((row, i) => [row.low, row.high, i]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (item, api) => band(api, colour(rows[item.dataIndex] as Interval)),
        silent: true,
      },
      {
        type: 'scatter',
        symbolSize: 10,
        data: rows.map((row, i) => ({ value: [row.estimate, i], itemStyle: { color: colour(row) } })),
        ...(zero && {
          markLine: {
            silent: true,
            symbol: 'none',
            animation: false,
            label: { show: false },
            lineStyle: { color: look.ink, width: 2.5, type: 'solid' },
            data: [{ xAxis: 0 }],
          },
        }),
      },
    ],
  };
}

function band(api: CustomSeriesRenderItemAPI, fill: string): CustomSeriesRenderItemReturn {
  const [left = 0, middle = 0] = api.coord([api.value(0), api.value(2)]);
  const [right = 0] = api.coord([api.value(1), api.value(2)]);
  return {
    type: 'rect',
    shape: { x: left, y: middle - 6, width: Math.max(1, right - left), height: 12, r: 2 },
    style: { fill, opacity: 0.28 },
  };
}

export const escape = (html: string): string => html.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
