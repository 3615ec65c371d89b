import type { ContestFile, LeagueRow, Result, routes } from '#contract';
import { Badge, EmptyState, Figure, useFormat, useText } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { SearchBox } from '../../app/list-filters.tsx';
import { Listing, NothingFits, useListing } from '../../app/listing.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Page, Panel } from '../../app/page.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/contests/$contest');

/** The league table of a contest, as it stands or as it was published: who has reached what, and what it costs. */
export default function ContestScreen() {
  const { t } = useTranslation();
  const words = useText();
  const format = useFormat();
  const { contest: id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '' } = search;
  const league = useListing({
    search,
    look,
    sorts: ['rank', 'name', 'unit', 'value', 'reward'],
    first: ['rank', 'up'],
    refetchMs: 60_000,
    ask: (page) => reading('contestLeague', { params: { id }, query: { text, ...page } }),
  });
  const { data } = league.answer;
  const file = data?.file;
  const columns = useColumns(file, typeof data?.publishedAt === 'string');
  return (
    <Page
      title={file ? words(file.title) : id}
      about={
        file &&
        (data.publishedAt
          ? t('learn.contests.final', {
              month: format.period(file.month),
              at: format.day(data.publishedAt.slice(0, 10)),
            })
          : t('learn.contests.when', { month: format.period(file.month), publishOn: format.day(file.publishOn) }))
      }
    >
      <div className="panels">
        {data && <Terms file={data.file} whole={data.whole} final={data.publishedAt !== null} />}
        <Panel title={t('learn.contests.league')}>
          <Listing
            of={league}
            views="contest"
            label={t('learn.contests.league')}
            columns={columns}
            rowKey={(row) => row.personId ?? row.orgUnitId ?? `${row.rank}`}
            filters={<SearchBox label={t('app.findByName')} value={text} onSearch={(typed) => look({ text: typed })} />}
            file={{ name: `contest-${id}`, header: fileHeader, row: fileRow }}
            empty={text === '' ? <EmptyState title={t('learn.contests.nobody')} /> : <NothingFits />}
          />
        </Panel>
      </div>
    </Page>
  );
}

const fileHeader = ['rank', 'person', 'name_en', 'name_zh', 'unit', 'members', 'value', 'reached', 'reward_yuan'];
const fileRow = ({ rank, personId, name, orgUnitId, members, value, reached, rewardYuan }: LeagueRow) => [
  rank,
  personId,
  name?.en ?? null,
  name?.zh ?? null,
  orgUnitId,
  members,
  value,
  reached,
  rewardYuan,
];

const areTeams = ({ between }: ContestFile): boolean => between === 'grids' || between === 'branches';

interface TermsProps {
  readonly file: ContestFile;
  readonly whole: Result<typeof routes.contestLeague>['whole'];
  readonly final: boolean;
}

/** What is compared, what it brings, and what it costs, or would if it ended now. */
function Terms({ file, whole, final }: TermsProps) {
  const { t } = useTranslation();
  const format = useFormat();
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
            {format.count(whole.stretch)}{' '}
            <span className="gl-interval">{t('learn.contests.each', { yuan: format.money(2 * file.rewardYuan) })}</span>
          </dd>
        </div>
        <div>
          <dt>{t('learn.contests.reachedBase', { target: format.decimal(file.base) })}</dt>
          <dd>
            {format.count(whole.base)}{' '}
            <span className="gl-interval">{t('learn.contests.each', { yuan: format.money(file.rewardYuan) })}</span>
          </dd>
        </div>
        <div>
          <dt>{t('learn.contests.belowFloor', { target: format.decimal(file.floor) })}</dt>
          <dd>
            {format.count(whole.belowFloor)}{' '}
            <span className="gl-interval">{t('learn.contests.each', { yuan: format.money(-file.penaltyYuan) })}</span>
          </dd>
        </div>
        <div>
          <dt>{t(final ? 'learn.contests.cost' : 'learn.contests.costNow')}</dt>
          <dd>
            <Figure kind="money" value={whole.rewardYuan} />{' '}
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

function useColumns(file: ContestFile | undefined, final: boolean): TableColumnsType<LeagueRow> {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const unit = useUnitNames();
  if (file === undefined) return [];
  const personColumns = (): TableColumnsType<LeagueRow> => [
    {
      key: 'name',
      title: t(file.between === 'agents' ? 'know.organisation.roles.agent' : 'learn.appraisal.person'),
      render: (_, row) => <Person row={row} file={file} />,
    },
    {
      title: t('learn.appraisal.grid'),
      key: 'unit',
      render: (_, row) => (row.orgUnitId === null ? '' : unit(row.orgUnitId)),
    },
  ];
  const teamColumns = (): TableColumnsType<LeagueRow> => [
    {
      title: t('learn.contests.team'),
      key: 'name',
      render: (_, row) => (
        <>
          {row.name ? text(row.name) : <span className="quiet">{t('learn.contests.elsewhere')}</span>}{' '}
          {row.own && <Badge tone="accent">{t('learn.contests.yours')}</Badge>}
        </>
      ),
    },
    { title: t('learn.contests.members'), align: 'right', render: (_, row) => format.count(row.members) },
  ];
  return [
    { title: t('learn.contests.rank'), key: 'rank', align: 'right', render: (_, row) => row.rank },
    ...(areTeams(file) ? teamColumns() : personColumns()),
    {
      title: t('learn.contests.value'),
      key: 'value',
      align: 'right',
      render: (_, row) =>
        row.value === null ? '–' : <span title={String(row.value)}>{format.aligned(row.value, 3)}</span>,
    },
    {
      title: t('learn.contests.reached'),
      render: (_, { reached }) => <Reached reached={reached} final={final} />,
    },
    {
      title: t('learn.contests.reward'),
      key: 'reward',
      align: 'right',
      render: (_, row) => (row.rewardYuan === 0 ? '' : <Figure kind="money" value={row.rewardYuan} />),
    },
  ];
}

/** While the month runs, who has missed a target may reach it yet. */
function Reached({ reached, final }: Pick<LeagueRow, 'reached'> & { final: boolean }) {
  const { t } = useTranslation();
  return (
    <Badge tone={tones[reached]}>
      {t(reached === 'none' && !final ? 'learn.contests.notYet' : `learn.contests.reach.${reached}`)}
    </Badge>
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
