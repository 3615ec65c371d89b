import type { Indicator, IndicatorAnswer, IndicatorDetail, IndicatorFigure, indicatorRoutes, Result } from '#contract';
import { table } from './table.ts';

export function detailText(detail: IndicatorDetail): string {
  const { id, name, version, meaning, formula, words, unit, owner, versions, problems } = detail;
  return [
    `${name.en} · ${name.zh}  (${id}, version ${version})`,
    meaning.en,
    meaning.zh,
    '',
    formula,
    ...(words ? [words.en, words.zh] : []),
    `Unit: ${unit === '' ? 'share or index' : unit}.${owner === null ? '' : ` Owner: ${owner}.`}`,
    ...(detail.retired ? ['Out of use.'] : []),
    ...(detail.usedBy.length === 0
      ? []
      : [`Used by: ${detail.usedBy.map((use) => `${use.kind} ${use.id}`).join(', ')}`]),
    ...(problems.length === 0 ? [] : [`No figures: ${problems.map(({ message }) => message).join(' ')}`]),
    '',
    table(
      ['version', 'formula', 'at', 'by'],
      versions.map((one) => [one.version, one.definition.formula, one.at.slice(0, 16), one.by]),
    ),
  ].join('\n');
}

export function formulaText(answer: Result<typeof indicatorRoutes.explainIndicator>): string {
  return [
    answer.words.en,
    answer.words.zh,
    `Unit: ${answer.unit ?? 'unknown'}. ${answer.addsUp ? 'Figures of units add up.' : 'Figures of units do not add up.'}`,
    '',
    ...answer.components.flatMap(({ key, monthsBack, sql, params }) => [
      `${key}${monthsBack > 0 ? `, ${monthsBack} months before` : ''}`,
      ...(sql === null ? [] : [`  ${sql}  ${JSON.stringify(params)}`]),
    ]),
    `Fields: ${answer.fields.join(', ')}`,
  ].join('\n');
}

export const listText = (items: readonly Indicator[]): string =>
  table(
    ['id', 'name', '名称', 'unit', 'version', 'figures'],
    items.map(({ id, name, unit, version, problems }) => [
      id,
      name.en,
      name.zh,
      unit === '' ? '%' : unit,
      version,
      problems.length === 0 ? 'yes' : (problems[0]?.message ?? ''),
    ]),
  );

export function answerText({ orgUnitId, whole, groups, without, from, ms }: IndicatorAnswer): string {
  const rows = [...whole, ...groups].map((figure) => [
    figure.indicator,
    figure.period,
    groups.includes(figure) ? (figure.key === null ? '(none)' : String(figure.key)) : orgUnitId,
    number(figure.value),
    share(figure.monthOnMonth.share),
    share(figure.yearOnYear.share),
    placeOf(figure),
    share(figure.shareOfWhole),
    share(figure.attainment),
  ]);
  return [
    ...(rows.length > 0
      ? [table(['indicator', 'month', 'of', 'figure', 'on month', 'on year', 'place', 'part', 'of target'], rows)]
      : []),
    ...without.map(({ indicator, problems }) => `${indicator}: ${problems.map(({ message }) => message).join(' ')}`),
    `${from}, ${Math.round(ms)} ms`,
  ].join('\n');
}
const number = (value: number | null): string | null =>
  value === null ? null : value.toLocaleString('en-US', { maximumFractionDigits: 4 });
const share = (value: number | null): string | null => (value === null ? null : `${(value * 100).toFixed(1)}%`);
const placeOf = ({ rank }: IndicatorFigure): string | null => (rank === null ? null : `${rank.place}/${rank.of}`);
