import type { ContestFile } from '#contract';
import { EmptyState, Figure, useFormat, useText } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { reading } from '../../app/client.ts';
import { SearchBox } from '../../app/list-filters.tsx';
import { Listing, NothingFits, useListing } from '../../app/listing.tsx';
import { Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';

const route = getRouteApi('/signed-in/learn/contests');

/** Contests for people of the street: targets for a month with rewards, a budget, and a table. */
export default function ContestsScreen() {
  const { t } = useTranslation();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '' } = search;
  const contests = useListing({
    search,
    look,
    sorts: ['month', 'name', 'reward', 'budget', 'publishOn'],
    first: ['month', 'down'],
    ask: (page) => reading('listContests', { query: { text, ...page } }),
  });
  const columns = useColumns();
  const create = may('campaigns.approve') && (
    <ButtonLink primary to="/learn/new-contest">
      {t('learn.contests.create')}
    </ButtonLink>
  );
  return (
    <Page title={t('learn.contests.title')} about={t('learn.contests.about')} actions={create}>
      <Panel>
        <Listing
          of={contests}
          views="contests"
          label={t('learn.contests.title')}
          columns={columns}
          rowKey={(one) => one.contest}
          filters={<SearchBox label={t('app.findByName')} value={text} onSearch={(typed) => look({ text: typed })} />}
          file={{ name: 'contests', header: fileHeader, row: fileRow }}
          empty={
            text === '' ? (
              <EmptyState title={t('learn.contests.none')} action={create}>
                {t('learn.contests.noneAdvice')}
              </EmptyState>
            ) : (
              <NothingFits />
            )
          }
        />
      </Panel>
    </Page>
  );
}

const fileHeader = [
  'contest',
  'title_en',
  'title_zh',
  'month',
  'measure',
  'base',
  'stretch',
  'reward_yuan',
  'budget_yuan',
];
const fileRow = ({ contest, title, month, measure, base, stretch, rewardYuan, budgetYuan }: ContestFile) => [
  contest,
  title.en,
  title.zh,
  month,
  measure,
  base,
  stretch,
  rewardYuan,
  budgetYuan ?? null,
];

function useColumns(): TableColumnsType<ContestFile> {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  return [
    {
      title: t('learn.contests.contest'),
      key: 'name',
      render: (_, one) => (
        <Link to="/learn/contests/$contest" params={{ contest: one.contest }}>
          {text(one.title)}
        </Link>
      ),
    },
    { title: t('app.period'), key: 'month', render: (_, one) => format.period(one.month) },
    { title: t('learn.contests.between'), render: (_, one) => t(`learn.contests.competitor.${one.between}`) },
    { title: t('learn.contests.measure'), render: (_, one) => <code className="formula">{one.measure}</code> },
    { title: t('learn.contests.base'), align: 'right', render: (_, one) => format.decimal(one.base) },
    { title: t('learn.contests.stretch'), align: 'right', render: (_, one) => format.decimal(one.stretch) },
    {
      title: t('learn.contests.reward'),
      key: 'reward',
      align: 'right',
      render: (_, one) => <Figure kind="money" value={one.rewardYuan} />,
    },
    {
      title: t('learn.contests.budget'),
      key: 'budget',
      align: 'right',
      render: (_, one) => <Figure kind="money" value={one.budgetYuan} />,
    },
    { title: t('learn.contests.publishOn'), key: 'publishOn', render: (_, one) => format.day(one.publishOn) },
  ];
}
