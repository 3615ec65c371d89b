import { VerificationState, type Verification } from '#contract';
import { EmptyState, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Segmented, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../../act/people-names.ts';
import { reading } from '../../app/client.ts';
import { List, pageOf } from '../../app/list.tsx';
import { Answer, Panel } from '../../app/page.tsx';
import { FindingBadge } from './finding-badge.tsx';
import { ToldResult } from './told-result.tsx';

const route = getRouteApi('/signed-in/learn/truth');

/** The feedback that was drawn: what waits for an auditor first, then what is contested. */
export function Cases({ month }: { month: string }) {
  const { t } = useTranslation();
  const { state: wanted, person, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const people = usePeopleNames();
  const state = VerificationState.options.find((one) => one === wanted);
  const query = { month, ...(state && { state }), ...(person !== undefined && { personId: person }), ...pageOf(page) };
  const cases = useQuery({ ...reading('listVerifications', { query }), placeholderData: keepPreviousData });
  const columns = useColumns();
  return (
    <Panel
      title={t('learn.truth.cases')}
      more={
        <span className="row-acts">
          {person !== undefined && (
            <Button
              size="small"
              onClick={() => void navigate({ search: (now) => ({ ...now, person: undefined, page: undefined }) })}
            >
              {t('learn.truth.onlyOf', { person: people.nameOf(person) })}
            </Button>
          )}
          <Segmented
            aria-label={t('learn.truth.state')}
            value={state ?? ''}
            onChange={(to) => void navigate({ search: (now) => ({ ...now, state: to || undefined, page: undefined }) })}
            options={[
              { value: '', label: t('learn.truth.all') },
              ...VerificationState.options.map((one) => ({ value: one, label: t(`learn.truth.states.${one}`) })),
            ]}
          />
        </span>
      }
    >
      <Answer of={cases}>
        {({ items, total }) => (
          <List
            label={t('learn.truth.cases')}
            columns={columns}
            rows={items}
            rowKey={(one) => one.id}
            paging={{ total, page, onPage: (to) => void navigate({ search: (now) => ({ ...now, page: to }) }) }}
            empty={<EmptyState title={t('learn.truth.noCases')}>{t('learn.truth.noCasesAdvice')}</EmptyState>}
          />
        )}
      </Answer>
    </Panel>
  );
}

function useColumns(): TableColumnsType<Verification> {
  const { t } = useTranslation();
  const format = useFormat();
  const people = usePeopleNames();
  const navigate = route.useNavigate();
  return [
    {
      title: t('learn.truth.person'),
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
    { title: t('act.work.customer'), render: (_, one) => one.customerId },
    { title: t('learn.truth.told'), render: (_, one) => <ToldResult result={one.result} /> },
    { title: t('learn.truth.when'), render: (_, one) => format.instant(one.happenedAt) },
    {
      title: t('learn.truth.evidence'),
      render: (_, one) => one.checks.map((check) => t(`learn.truth.checks.${check}`)).join(t('learn.statement.comma')),
    },
    { title: t('learn.truth.method'), render: (_, one) => t(`learn.truth.methods.${one.method}`) },
    { title: t('act.work.dueOn'), render: (_, one) => format.day(one.dueOn) },
    { title: t('learn.truth.finding'), render: (_, one) => <FindingBadge verification={one} /> },
  ];
}
