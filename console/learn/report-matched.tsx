import type { CampaignAnalysis } from '#contract';
import { Badge, EmptyState, useFormat } from '#parts';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { List } from '../app/list.tsx';
import { Panel } from '../app/page.tsx';

/** Beyond this the treated and those matched to them are not alike (P. Austin 2009). */
const unlike = 0.1;
interface Row {
  readonly arm: string;
  readonly covariate: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Without a control group: how far apart treated and untreated were before, and those that were matched. */
export function ReportMatched({ analysis }: { analysis: CampaignAnalysis }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sd = (apart: number | null) => (apart === null ? '–' : format.decimal(apart, 3));
  const [first] = analysis.results;
  const rows = analysis.results
    .filter(({ metric }) => metric === first?.metric)
    .flatMap(({ arm, matched }) => (matched?.balance ?? []).map((one): Row => ({ arm, ...one })));
  const columns: TableColumnsType<Row> = [
    { title: t('learn.report.arm'), render: (_, row) => row.arm },
    { title: t('learn.matched.covariate'), render: (_, row) => row.covariate },
    { title: t('learn.matched.before'), align: 'right', render: (_, row) => sd(row.before) },
    { title: t('learn.matched.after'), align: 'right', render: (_, row) => sd(row.after) },
    {
      title: t('learn.matched.alike'),
      render: (_, row) => {
        if (row.after === null) return '–';
        const isAlike = Math.abs(row.after) <= unlike;
        return <Badge tone={isAlike ? 'good' : 'bad'}>{t(isAlike ? 'learn.matched.yes' : 'learn.matched.no')}</Badge>;
      },
    },
  ];
  return (
    <Panel title={t('learn.matched.title')}>
      <p className="quiet small">
        {t('learn.matched.about', {
          treated: format.count(first?.matched?.treated ?? 0),
          taken: format.count(first?.matched?.taken ?? 0),
          untreated: format.count(first?.matched?.untreated ?? 0),
        })}
      </p>
      <List
        label={t('learn.matched.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.arm} ${row.covariate}`}
        empty={<EmptyState title={t('learn.report.noSplit')} />}
      />
    </Panel>
  );
}
