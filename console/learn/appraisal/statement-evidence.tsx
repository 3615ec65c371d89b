import type { EvidenceRow, Verification } from '#contract';
import { Badge, EmptyState, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { OrderDrawer } from '../../act/order-drawer.tsx';
import { reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { useOfferNames } from '../../app/names.ts';
import { Answer } from '../../app/page.tsx';
import { FindingBadge } from '../truth/finding-badge.tsx';
import { ToldResult } from '../truth/told-result.tsx';

type Evidence = z.infer<typeof EvidenceRow>;
interface Behind {
  readonly month: string;
  readonly person: string;
}

/** The work orders that the points were worked out from; each opens to all that was done to it. */
export function WorkOrdersBehind({ month, person }: Behind) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string>();
  const evidence = useQuery(reading('readEvidence', { params: { month, personId: person } }));
  const columns = useColumns(setOpen);
  return (
    <>
      <h3 className="subhead">{t('learn.statement.workOrders')}</h3>
      <p className="quiet small">{t('learn.statement.workOrdersNote')}</p>
      <Answer of={evidence}>
        {({ items }) => (
          <List
            label={t('learn.statement.workOrders')}
            columns={columns}
            // What counted first: these are what the points are of.
            rows={items.toSorted((a, b) => Number(b.success) - Number(a.success) || (a.day < b.day ? -1 : 1))}
            rowKey={(row) => row.workOrderId}
            empty={<EmptyState title={t('learn.statement.noWorkOrders')} />}
          />
        )}
      </Answer>
      <OrderDrawer id={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

function useColumns(onOpen: (id: string) => void): TableColumnsType<Evidence> {
  const { t } = useTranslation();
  const format = useFormat();
  const offer = useOfferNames();
  const yes = (is: boolean) => (is ? <Badge tone="good">{t('learn.statement.yes')}</Badge> : '');
  return [
    {
      title: t('act.work.customer'),
      render: (_, row) => (
        <button type="button" className="gl-link row-link" onClick={() => onOpen(row.workOrderId)}>
          {row.customerId}
        </button>
      ),
    },
    { title: t('act.work.day'), render: (_, row) => format.day(row.day) },
    { title: t('act.work.campaign'), render: (_, row) => row.campaignId },
    { title: t('act.work.offer'), render: (_, row) => offer(row.offerId) },
    { title: t('learn.report.contacted'), render: (_, row) => yes(row.contacted) },
    {
      title: t('learn.report.claimed'),
      render: (_, row) =>
        row.claimed && !row.success ? (
          <Badge tone="attention">{t('learn.statement.claimedOnly')}</Badge>
        ) : (
          yes(row.claimed)
        ),
    },
    { title: t('learn.statement.counted'), render: (_, row) => yes(row.success) },
    { title: t('learn.statement.chance'), align: 'right', render: (_, row) => format.percent(row.expected) },
  ];
}

/** The feedback of this person that was verified, with what was found. */
export function FeedbackBehind({ month, person }: Behind) {
  const { t } = useTranslation();
  const format = useFormat();
  const cases = useQuery(reading('listVerifications', { query: { month, personId: person, limit: 200 } }));
  const columns: TableColumnsType<Verification> = [
    {
      title: t('act.work.customer'),
      render: (_, one) => (
        <Link to="/learn/truth" search={{ month, person, open: one.id }}>
          {one.customerId}
        </Link>
      ),
    },
    { title: t('act.work.day'), render: (_, one) => format.day(one.happenedAt) },
    { title: t('learn.truth.told'), render: (_, one) => <ToldResult result={one.result} /> },
    { title: t('learn.truth.finding'), render: (_, one) => <FindingBadge verification={one} /> },
    { title: t('learn.truth.note'), render: (_, one) => one.note ?? '' },
  ];
  return (
    <>
      <h3 className="subhead">{t('learn.statement.feedback')}</h3>
      <Answer of={cases}>
        {({ items }) => (
          <List
            label={t('learn.statement.feedback')}
            columns={columns}
            rows={items}
            rowKey={(one) => one.id}
            empty={<EmptyState title={t('learn.statement.noFeedback')} />}
          />
        )}
      </Answer>
    </>
  );
}
