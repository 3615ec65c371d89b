import { address, routes, type Result } from '#contract';
import { EmptyState, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../../app/client.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { useChange } from '../use-change.ts';
import { Everybody } from './everybody.tsx';
import { Grids } from './grids.tsx';
import { MonthPicker, useMonths } from './month-picker.tsx';
import { Objections } from './objections.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/appraisal');
type Month = Result<typeof routes.readMonth>;

/** The month of everybody in the subtree: gathered, objected to, closed, approved, paid. */
export default function MonthScreen() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = route.useNavigate();
  const { months, items, month } = useMonths(route.useSearch().month);
  return (
    <Page
      title={t('learn.appraisal.title')}
      heading={month ? t('learn.appraisal.heading', { month: format.period(month) }) : undefined}
      about={<Gathered at={items.find((one) => one.month === month)?.gatheredAt} />}
      actions={month && <Acts month={month} />}
    >
      <MonthPicker
        items={items}
        month={month}
        onChoose={(to) => void navigate({ search: (now) => ({ ...now, month: to, page: undefined }) })}
      />
      <Answer of={months}>
        {() =>
          month === undefined ? (
            <Panel>
              <EmptyState title={t('learn.appraisal.none')} action={<Gather month={lastMonth()} />}>
                {t('learn.appraisal.noneAdvice')}
              </EmptyState>
            </Panel>
          ) : (
            <OneMonth month={month} />
          )
        }
      </Answer>
    </Page>
  );
}

/** The month before this one: what is usually judged. */
function lastMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

function Gathered({ at }: { at: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return at === undefined ? t('learn.appraisal.about') : t('learn.appraisal.gathered', { at: format.instant(at) });
}

function Acts({ month }: { month: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Gather month={month} />
      <a
        className="button-link"
        href={'/api' + address(routes.payTable, { params: { month } })}
        download={`pay-${month}.csv`}
      >
        {t('learn.appraisal.payTable')}
      </a>
    </>
  );
}

function Gather({ month }: { month: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  const gather = useChange(() => client.computeMonth({ params: { month }, body: {} }), {
    old: ['listMonths', 'readMonth', 'listAppraised'],
    said: ({ people }) => t('learn.appraisal.gatheredNow', { count: people }),
  });
  if (!may('campaigns.run')) return null;
  return (
    <Button loading={gather.isPending} onClick={() => gather.mutate(undefined)}>
      {t('learn.appraisal.gather', { month: format.period(month) })}
    </Button>
  );
}

function OneMonth({ month }: { month: string }) {
  const answer = useQuery({
    ...reading('readMonth', { params: { month }, query: {} }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answer of={answer}>
      {(found) => (
        <div className="panels">
          <Summary of={found} />
          <Objections month={month} />
          <Grids month={month} grids={found.grids} />
          <Everybody month={month} />
        </div>
      )}
    </Answer>
  );
}

function Summary({ of: { people, meanTotal, meanRawPoints, payYuan, grids } }: { of: Month }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figure = (name: string, value: string) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  const points = (value: number | null) => (value === null ? '–' : format.decimal(value, 1));
  const closed = grids.filter(({ state }) => state !== 'open').length;
  return (
    <Panel>
      <dl className="figures">
        {figure(t('learn.appraisal.people'), format.count(people))}
        {figure(
          t('learn.appraisal.meanPoints'),
          t('learn.appraisal.meanOf', { points: points(meanTotal), raw: points(meanRawPoints) }),
        )}
        {figure(t('learn.appraisal.pay'), format.money(payYuan))}
        {figure(t('learn.appraisal.closed'), t('learn.appraisal.closedOf', { closed, all: grids.length }))}
      </dl>
    </Panel>
  );
}
