import type { CampaignAnalysis, ExperimentResult } from '#contract';
import { Badge, EmptyState, Estimate, useFormat, RelativeEstimate } from '#parts';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCoded } from '../app/coded.ts';
import { List } from '../app/list.tsx';
import { Panel } from '../app/page.tsx';

/** A figure of a metric in its own unit: revenue is money, the rest are shares. */
const kindOf = ({ metric }: ExperimentResult) => (metric === 'revenue' ? 'money' : 'percent');
const differenceKind = ({ metric }: ExperimentResult) => (metric === 'revenue' ? 'money' : 'points');

/** Every arm and metric against control by the estimators of any experiment, with p for all of them together. */
export function ReportAnalysis({ analysis }: { analysis: CampaignAnalysis }) {
  const { t } = useTranslation();
  const words = useCoded('learn.warnings');
  // Said once, whatever the number of metrics and covariates; what exactly, on hover.
  const notes = Map.groupBy(analysis.warnings, ({ code, message }) => words(code) ?? message);
  const columns = useColumns(analysis.evidence);
  return (
    <Panel
      title={t('learn.analysis.title')}
      more={
        analysis.evidence === 'weaker' ? (
          <Badge tone="attention">{t('learn.analysis.weaker')}</Badge>
        ) : (
          <Badge tone="good">{t('learn.analysis.randomised')}</Badge>
        )
      }
    >
      {analysis.evidence === 'randomised' && analysis.results.every(({ pairs }) => pairs === undefined) && (
        <p className="quiet small">{t('learn.analysis.about')}</p>
      )}
      <List
        label={t('learn.analysis.title')}
        columns={columns}
        rows={analysis.results}
        rowKey={(row) => `${row.arm} ${row.metric}`}
        empty={<EmptyState title={t('learn.report.noSplit')} />}
      />
      {notes.size > 0 && (
        <ul className="caveats small">
          {[...notes].map(([note, messages]) => (
            <li key={note} title={messages.map(({ message }) => message).join('\n')}>
              {note}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function useColumns(evidence: CampaignAnalysis['evidence']): TableColumnsType<ExperimentResult> {
  const { t } = useTranslation();
  const format = useFormat();
  const methods = useCoded('learn.analysis.methods');
  const written = (row: ExperimentResult, value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format[kindOf(row) === 'money' ? 'moneyExact' : 'percent'](value);
  return [
    { title: t('learn.report.arm'), render: (_, row) => row.arm },
    {
      title: t('learn.analysis.metric'),
      render: (_, row) => (
        <>
          {t(row.metric === 'revenue' ? 'learn.analysis.revenue' : 'learn.analysis.success')}
          <span className="quiet small below-metric" title={t('learn.analysis.method')}>
            {row.method
              .split('+')
              .map((part) => methods(part) ?? part)
              .join(' + ')}
            {row.pairs !== undefined && ` · ${t('learn.analysis.pairs', { pairs: format.count(row.pairs) })}`}
            {row.variance_explained !== undefined &&
              ` · ${t('learn.analysis.explained', { share: format.percent(row.variance_explained) })}`}
          </span>
        </>
      ),
    },
    {
      title: t('learn.report.treatedRate'),
      align: 'right',
      render: (_, row) => (
        <span title={t('learn.analysis.plain', { value: written(row, row.mean), n: format.count(row.n) })}>
          {written(row, row.adjusted?.mean ?? row.mean)}
        </span>
      ),
    },
    {
      title: t(evidence === 'weaker' ? 'learn.matched.matchedRate' : 'learn.report.controlRate'),
      align: 'right',
      render: (_, row) => (
        <span
          className="quiet"
          title={t('learn.analysis.plain', { value: written(row, row.control.mean), n: format.count(row.control.n) })}
        >
          {written(row, row.adjusted?.control ?? row.control.mean)}
        </span>
      ),
    },
    {
      title: t('learn.report.lift'),
      align: 'right',
      render: (_, row) => <Estimate kind={differenceKind(row)} value={row.difference} />,
    },
    {
      title: t('learn.report.relative'),
      align: 'right',
      render: (_, row) => <RelativeEstimate value={row.relative} />,
    },
    ...useJudgement(),
  ];
}

/** What the difference allows to believe: p of all comparisons together, at any look, and as a chance. */
function useJudgement(): TableColumnsType<ExperimentResult> {
  const { t } = useTranslation();
  const format = useFormat();
  const p = (value: number | null) => (value === null ? '–' : value < 0.0001 ? '< 0.0001' : format.decimal(value, 4));
  return [
    { title: t('learn.analysis.p'), align: 'right', render: (_, row) => p(row.p_adjusted) },
    {
      title: t('learn.analysis.anyLook'),
      align: 'right',
      render: (_, row) =>
        row.sequential && (
          <span className="gl-interval" title={t('learn.analysis.anyLookP', { p: p(row.sequential.p) })}>
            {kindOf(row) === 'money'
              ? `${format.moneyExact(row.sequential.low)} – ${format.moneyExact(row.sequential.high)}`
              : format.pointsBetween(row.sequential.low, row.sequential.high)}
          </span>
        ),
    },
    {
      title: t('learn.analysis.chance'),
      align: 'right',
      render: (_, row) => row.bayesian && format.percent(row.bayesian.chance_to_beat_control),
    },
    {
      title: t('learn.analysis.loss'),
      align: 'right',
      render: (_, row) =>
        row.bayesian && (kindOf(row) === 'money' ? format.moneyExact : format.percent)(row.bayesian.expected_loss),
    },
  ];
}
