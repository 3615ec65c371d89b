import { VerificationState, type Verification } from '#contract';
import { EmptyState, useFormat } from '#parts';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../../act/people-names.ts';
import { reading } from '../../app/client.ts';
import { oneOf } from '../../app/list-filters.tsx';
import { Listing, NothingFits, useListing } from '../../app/listing.tsx';
import { Panel } from '../../app/page.tsx';
import { FindingBadge } from './finding-badge.tsx';
import { ToldResult } from './told-result.tsx';

const route = getRouteApi('/signed-in/learn/truth');

const sorts = ['due', 'person', 'customer', 'told', 'when', 'method', 'finding'] as const;

/** The feedback that was drawn: what is due first stands first. */
export function Cases({ month }: { month: string }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { person } = search;
  const people = usePeopleNames();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const state = oneOf(VerificationState.options, search.state);
  const only = { month, ...(state && { state }), ...(person !== undefined && { personId: person }) };
  const cases = useListing({
    search,
    look,
    sorts,
    first: ['due', 'up'],
    ask: ({ language: _, ...page }) => reading('listVerifications', { query: { ...only, ...page } }),
  });
  const columns = useColumns();
  return (
    <Panel title={t('learn.truth.cases')}>
      <Listing
        of={cases}
        views="truth"
        label={t('learn.truth.cases')}
        columns={columns}
        rowKey={(one) => one.id}
        filters={
          <>
            <Segmented
              aria-label={t('learn.truth.state')}
              value={state ?? ''}
              onChange={(to) => look({ state: to || undefined })}
              options={[
                { value: '', label: t('learn.truth.all') },
                ...VerificationState.options.map((one) => ({ value: one, label: t(`learn.truth.states.${one}`) })),
              ]}
            />
            {person !== undefined && (
              <Button size="small" onClick={() => look({ person: undefined })}>
                {t('learn.truth.onlyOf', { person: people.nameOf(person) })}
              </Button>
            )}
          </>
        }
        file={{ name: `verification-${month}`, header: fileHeader, row: fileRow }}
        empty={
          state || person !== undefined ? (
            <NothingFits />
          ) : (
            <EmptyState title={t('learn.truth.noCases')}>{t('learn.truth.noCasesAdvice')}</EmptyState>
          )
        }
      />
    </Panel>
  );
}

const fileHeader = [
  'case',
  'person',
  'customer',
  'campaign',
  'told',
  'happened_at',
  'checks',
  'method',
  'due',
  'state',
  'finding',
  'auditor',
  'note',
];
const fileRow = (one: Verification) => [
  one.id,
  one.personId,
  one.customerId,
  one.campaignId,
  one.result,
  one.happenedAt,
  one.checks.join(' '),
  one.method,
  one.dueOn,
  one.state,
  one.finding,
  one.auditor,
  one.note,
];

function useColumns(): TableColumnsType<Verification> {
  const { t } = useTranslation();
  const format = useFormat();
  const people = usePeopleNames();
  const navigate = route.useNavigate();
  return [
    {
      title: t('learn.truth.person'),
      key: 'person',
      render: (_, one) => (
        <button
          type="button"
          className="gl-link row-link"
          onClick={() => void navigate({ search: (now) => ({ ...now, open: one.id }) })}
        >
          {people.nameOf(one.personId)}
        </button>
      ),
    },
    { title: t('act.work.customer'), key: 'customer', render: (_, one) => one.customerId },
    { title: t('learn.truth.told'), key: 'told', render: (_, one) => <ToldResult result={one.result} /> },
    { title: t('learn.truth.when'), key: 'when', render: (_, one) => format.instant(one.happenedAt) },
    {
      title: t('learn.truth.evidence'),
      render: (_, one) => one.checks.map((check) => t(`learn.truth.checks.${check}`)).join(t('learn.statement.comma')),
    },
    { title: t('learn.truth.method'), key: 'method', render: (_, one) => t(`learn.truth.methods.${one.method}`) },
    { title: t('act.work.dueOn'), key: 'due', render: (_, one) => format.day(one.dueOn) },
    { title: t('learn.truth.finding'), key: 'finding', render: (_, one) => <FindingBadge verification={one} /> },
  ];
}
