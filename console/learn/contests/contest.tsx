import type { ContestFile, LeagueRow } from '#contract';
import { Badge, EmptyState, Figure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/contests/$contest');

/** The league table of a contest, as it stands or as it was published: who has reached what, and what it costs. */
export default function ContestScreen() {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const { contest: id } = route.useParams();
  const league = useQuery({ ...reading('contestLeague', { params: { id } }), refetchInterval: 60_000 });
  const file = league.data?.file;
  return (
    <Page
      title={file ? text(file.title) : id}
      about={
        file &&
        (league.data?.publishedAt
          ? t('learn.contests.final', {
              month: format.period(file.month),
              at: format.day(league.data.publishedAt.slice(0, 10)),
            })
          : t('learn.contests.when', { month: format.period(file.month), publishOn: format.day(file.publishOn) }))
      }
    >
      <Answer of={league}>
        {(found) => (
          <div className="panels">
            <Terms file={found.file} items={found.items} final={found.publishedAt !== null} />
            <Panel title={t('learn.contests.league')}>
              <League file={found.file} items={found.items} />
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}

const areTeams = ({ between }: ContestFile): boolean => between === 'grids' || between === 'branches';

interface LeagueProps {
  readonly file: ContestFile;
  readonly items: readonly LeagueRow[];
}

/** What is compared, what it brings, and what it costs, or would if it ended now. */
function Terms({ file, items, final }: LeagueProps & { readonly final: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cost = items.reduce((sum, row) => sum + Math.max(0, row.rewardYuan), 0);
  const reached = (what: LeagueRow['reached']) => items.filter((row) => row.reached === what).length;
  const isTeam = areTeams(file);
  return (
    <Panel>
      <p>
        {t(`learn.contests.competitor.${file.between}`)}: <code className="formula">{file.measure}</code>{' '}
        {isTeam && <span className="quiet">{t(`learn.contests.teamNote.${file.teamValue}`)}</span>}
      </p>
      <dl className="figures">
        <div>
          <dt>{t('learn.contests.reachedStretch', { target: format.decimal(file.stretch) })}</dt>
          <dd>
            {format.count(reached('stretch'))}{' '}
            <span className="gl-interval">{t('learn.contests.each', { yuan: format.money(2 * file.rewardYuan) })}</span>
          </dd>
        </div>
        <div>
          <dt>{t('learn.contests.reachedBase', { target: format.decimal(file.base) })}</dt>
          <dd>
            {format.count(reached('base'))}{' '}
            <span className="gl-interval">{t('learn.contests.each', { yuan: format.money(file.rewardYuan) })}</span>
          </dd>
        </div>
        <div>
          <dt>{t('learn.contests.belowFloor', { target: format.decimal(file.floor) })}</dt>
          <dd>
            {format.count(reached('below-floor'))}{' '}
            <span className="gl-interval">{t('learn.contests.each', { yuan: format.money(-file.penaltyYuan) })}</span>
          </dd>
        </div>
        <div>
          <dt>{t(final ? 'learn.contests.cost' : 'learn.contests.costNow')}</dt>
          <dd>
            <Figure kind="money" value={cost} />{' '}
            <span className="gl-interval">
              {file.budgetYuan !== undefined && t('learn.contests.ofBudget', { budget: format.money(file.budgetYuan) })}
            </span>
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

const tones = { stretch: 'good', base: 'accent', none: 'quiet', 'below-floor': 'bad' } as const;

function League({ file, items }: LeagueProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const unit = useUnitNames();
  const personColumns = (): TableColumnsType<LeagueRow> => [
    {
      title: t(file.between === 'agents' ? 'know.organisation.roles.agent' : 'learn.appraisal.person'),
      render: (_, row) => <Person row={row} file={file} />,
    },
    { title: t('learn.appraisal.grid'), render: (_, row) => (row.orgUnitId === null ? '' : unit(row.orgUnitId)) },
  ];
  const teamColumns = (): TableColumnsType<LeagueRow> => [
    {
      title: t('learn.contests.team'),
      render: (_, row) => (
        <>
          {row.name ? text(row.name) : <span className="quiet">{t('learn.contests.elsewhere')}</span>}{' '}
          {row.own && <Badge tone="accent">{t('learn.contests.yours')}</Badge>}
        </>
      ),
    },
    { title: t('learn.contests.members'), align: 'right', render: (_, row) => format.count(row.members) },
  ];
  const columns: TableColumnsType<LeagueRow> = [
    { title: t('learn.contests.rank'), align: 'right', render: (_, row) => row.rank },
    ...(areTeams(file) ? teamColumns() : personColumns()),
    {
      title: t('learn.contests.value'),
      align: 'right',
      render: (_, row) =>
        row.value === null ? '–' : <span title={String(row.value)}>{format.decimal(row.value, 3)}</span>,
    },
    {
      title: t('learn.contests.reached'),
      render: (_, row) => <Badge tone={tones[row.reached]}>{t(`learn.contests.reach.${row.reached}`)}</Badge>,
    },
    {
      title: t('learn.contests.reward'),
      align: 'right',
      render: (_, row) => (row.rewardYuan === 0 ? '' : <Figure kind="money" value={row.rewardYuan} />),
    },
  ];
  return (
    <List
      label={t('learn.contests.league')}
      columns={columns}
      rows={items}
      rowKey={(row) => row.personId ?? row.orgUnitId ?? `${items.indexOf(row)}`}
      empty={<EmptyState title={t('learn.contests.nobody')} />}
    />
  );
}

/** An agent has no statement to open. */
function Person({ row, file }: { row: LeagueRow; file: ContestFile }) {
  const text = useText();
  if (row.personId === null) return null;
  const name = row.name ? text(row.name) : row.personId;
  if (file.between === 'agents') return name;
  return (
    <Link to="/learn/appraisal/$month/$person" params={{ month: file.month, person: row.personId }}>
      {name}
    </Link>
  );
}
