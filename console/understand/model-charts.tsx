import type { PredictionReport } from '#contract';
import { barsHeight, barsOption, Chart, linesOption, useFormat, useText, useTokens, type Line } from '#parts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { grid, heightAt } from './curve-grid.ts';

interface CurveProps {
  readonly title: string;
  readonly note: string;
  readonly file: string;
  /** The first is the model; the next another version, if there is one. */
  readonly curves: readonly { readonly name: string; readonly points: PredictionReport['roc'] }[];
  /** What chance alone would give at a share. */
  readonly random: (x: number) => number;
  readonly axis: string;
}

/** One or two models' curves over shares, beside chance. */
export function ShareCurve({ title, note, file, curves, random, axis }: CurveProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const option = useMemo(() => {
    const lines: Line[] = [
      ...curves.map(({ name, points }, i): Line => ({
        name,
        meaning: i === 0 ? 'treated' : 'plan',
        points: grid.map((x) => ({ value: heightAt(points, x) })),
      })),
      {
        name: t('understand.models.report.random'),
        meaning: 'control',
        points: grid.map((x) => ({ value: random(x) })),
      },
    ];
    return linesOption(look, lines, {
      steps: grid.map((x) => format.percentTick(x)),
      write: format.percent,
      tick: format.percentTick,
      shares: true,
    });
  }, [curves, random, look, format, t]);
  return (
    <Chart
      title={title}
      note={note}
      option={option}
      height={260}
      file={file}
      table={{
        header: [axis, ...curves.map(({ name }) => name)],
        rows: grid.map((x) => [x, ...curves.map(({ points }) => heightAt(points, x))]),
        shown: grid.map((x) => [
          format.percent(x),
          ...curves.map(({ points }) => format.percent(heightAt(points, x) ?? 0)),
        ]),
      }}
    />
  );
}

/** Lift and gain by tenths of the customers, the best-scored first. */
export function Deciles({ deciles, file }: { deciles: PredictionReport['deciles']; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const option = useMemo(
    () =>
      linesOption(
        look,
        [
          {
            name: t('understand.models.report.gain'),
            meaning: 'treated',
            points: [{ value: 0 }, ...deciles.map(({ gain }) => ({ value: gain }))],
          },
          {
            name: t('understand.models.report.random'),
            meaning: 'control',
            points: [0, ...deciles.map(({ decile }) => decile / 10)].map((value) => ({ value })),
          },
        ],
        {
          steps: [0, ...deciles.map(({ decile }) => decile / 10)].map((share) => format.percentTick(share)),
          write: format.percent,
          tick: format.percentTick,
          shares: true,
        },
      ),
    [deciles, look, format, t],
  );
  const first = deciles[0];
  return (
    <Chart
      title={t('understand.models.report.gainFinding', {
        share: format.percent(first?.gain ?? 0),
        lift: format.decimal(first?.lift ?? 0, 1),
      })}
      note={t('understand.models.report.gainNote')}
      option={option}
      height={260}
      file={`${file}-deciles`}
      table={{
        header: (['decile', 'customers', 'positives', 'lift', 'gain'] as const).map((name) =>
          t(`understand.models.report.columns.${name}`),
        ),
        rows: deciles.map(({ decile, customers, positives, lift, gain }) => [decile, customers, positives, lift, gain]),
        shown: deciles.map((one) => [
          format.count(one.decile),
          format.count(one.customers),
          format.count(one.positives),
          format.aligned(one.lift, 2),
          format.percent(one.gain),
        ]),
      }}
    />
  );
}

interface CalibrationProps {
  readonly bins: PredictionReport['calibration'];
  readonly file: string;
  /** A chance is written as a share, a number as it is. */
  readonly isNumber?: boolean;
}

/** What was foretold against what came. */
export function Calibration({ bins, file, isNumber = false }: CalibrationProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const write = useMemo(
    () => (isNumber ? (value: number) => format.decimal(value, 1) : format.percent),
    [format, isNumber],
  );
  const option = useMemo(
    () =>
      linesOption(
        look,
        [
          {
            name: t('understand.models.report.observed'),
            meaning: 'treated',
            points: bins.map(({ observed }) => ({ value: observed })),
          },
          {
            name: t('understand.models.report.predicted'),
            meaning: 'plan',
            points: bins.map(({ predicted }) => ({ value: predicted })),
          },
        ],
        {
          steps: bins.map(({ predicted }) => write(predicted)),
          write,
          ...(!isNumber && { tick: format.percentTick }),
        },
      ),
    [bins, look, write, format, isNumber, t],
  );
  return (
    <Chart
      title={t('understand.models.report.calibration')}
      note={t('understand.models.report.calibrationNote')}
      option={option}
      height={260}
      file={`${file}-calibration`}
      table={{
        header: (['predicted', 'observed', 'customers'] as const).map((name) =>
          t(`understand.models.report.columns.${name}`),
        ),
        rows: bins.map(({ predicted, observed, customers }) => [predicted, observed, customers]),
        shown: bins.map((one) => [write(one.predicted), write(one.observed), format.count(one.customers)]),
      }}
    />
  );
}

/** The fields that matter most. */
export function Importance({ items, file }: { items: PredictionReport['importance']; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const look = useTokens();
  const top = useMemo(() => items.slice(0, 15), [items]);
  const option = useMemo(
    () =>
      barsOption(
        look,
        top.map((item) => ({ label: text(item.label), value: item.gain })),
        format.percent,
      ),
    [top, look, format, text],
  );
  const [first] = top;
  return (
    <Chart
      title={
        first
          ? t('understand.models.report.importanceFinding', { field: text(first.label) })
          : t('understand.models.report.importance')
      }
      note={t('understand.models.report.importanceNote')}
      option={option}
      height={barsHeight(top.length)}
      file={`${file}-importance`}
      table={{
        header: [t('understand.models.report.columns.field'), t('understand.models.report.columns.share')],
        rows: items.map((item) => [item.field, item.gain]),
        shown: items.map((item) => [text(item.label), format.percent(item.gain)]),
      }}
    />
  );
}

/** As many decimals as tell the values of an axis apart: none for whole ones. */
function decimalsOf(values: readonly unknown[]): number {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.every(Number.isInteger)) return 0;
  const most = Math.max(...numbers.map(Math.abs));
  return most >= 100 ? 0 : most >= 10 ? 1 : most >= 1 ? 2 : 3;
}

/** How the score moves with one field, everything else as it is. */
export function Dependence({ of, file }: { of: PredictionReport['partialDependence'][number]; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const look = useTokens();
  const steps = useMemo(() => {
    const digits = decimalsOf(of.points.map(({ value }) => value));
    return of.points.map(({ value }) =>
      value === null
        ? t('understand.models.report.missing')
        : typeof value === 'number'
          ? format.decimal(value, digits)
          : value,
    );
  }, [of, format, t]);
  const option = useMemo(
    () =>
      linesOption(
        look,
        [{ name: '', meaning: 'treated', points: of.points.map(({ chance }) => ({ value: chance })) }],
        { steps, write: (value) => format.decimal(value, 4) },
      ),
    [of, steps, look, format],
  );
  return (
    <Chart
      title={text(of.label)}
      option={option}
      height={180}
      file={`${file}-${of.field}`}
      table={{
        header: [t('understand.models.report.columns.value'), t('understand.models.report.columns.predicted')],
        rows: of.points.map(({ value, chance }) => [value, chance]),
        shown: of.points.map(({ chance }, i) => [steps[i] ?? '', format.aligned(chance, 4)]),
      }}
    />
  );
}
