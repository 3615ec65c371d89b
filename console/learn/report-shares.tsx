import type { NextShares, Report } from '#contract';
import { EmptyState, Estimate, Figure } from '#parts';
import { useQuery } from '@tanstack/react-query';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Answer, Panel } from '../app/page.tsx';
import { isControl } from './report-reading.ts';

type Share = NextShares['arms'][number];

/** With several treated arms: how the next wave would be shared out by what they have shown. The control group stays. */
export function ReportShares({ report }: { report: Report }) {
  const isShared = report.arms.filter((arm) => !isControl(arm) && arm.targets > 0).length > 1;
  return isShared ? <Shares report={report} /> : null;
}

function Shares({ report }: { report: Report }) {
  const { t } = useTranslation();
  const shares = useQuery(reading('campaignNextShares', { params: { id: report.campaign }, query: {} }));
  const columns: TableColumnsType<Share> = [
    { title: t('learn.report.arm'), render: (_, row) => row.arm },
    {
      title: t('learn.report.rate'),
      align: 'right',
      render: (_, row) => {
        const arm = report.arms.find((one) => one.arm === row.arm);
        return arm && <Estimate kind="percent" value={arm.rate} n={arm.targets} />;
      },
    },
    { title: t('learn.shares.best'), align: 'right', render: (_, row) => <Figure kind="percent" value={row.best} /> },
    { title: t('learn.shares.share'), align: 'right', render: (_, row) => <Figure kind="percent" value={row.share} /> },
  ];
  return (
    <Panel title={t('learn.shares.title')}>
      <p className="quiet small">{t('learn.shares.about')}</p>
      <Answer of={shares}>
        {({ arms }) => (
          <List
            label={t('learn.shares.title')}
            columns={columns}
            rows={arms}
            rowKey={(row) => row.arm}
            empty={<EmptyState title={t('learn.report.noSplit')} />}
          />
        )}
      </Answer>
    </Panel>
  );
}
