import type { ContestFile } from '#contract';
import { EmptyState, Figure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';

/** Contests for people of the street: targets for a month with rewards, a budget, and a table. */
export default function ContestsScreen() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const may = useMay();
  const contests = useQuery(reading('listContests'));
  const create = may('campaigns.approve') && (
    <ButtonLink primary to="/learn/new-contest">
      {t('learn.contests.create')}
    </ButtonLink>
  );
  const columns: TableColumnsType<ContestFile> = [
    {
      title: t('learn.contests.contest'),
      render: (_, one) => (
        <Link to="/learn/contests/$contest" params={{ contest: one.contest }}>
          {text(one.title)}
        </Link>
      ),
    },
    { title: t('app.period'), render: (_, one) => format.period(one.month) },
    { title: t('learn.contests.between'), render: (_, one) => t(`learn.contests.competitor.${one.between}`) },
    { title: t('learn.contests.measure'), render: (_, one) => <code className="formula">{one.measure}</code> },
    { title: t('learn.contests.base'), align: 'right', render: (_, one) => format.decimal(one.base) },
    { title: t('learn.contests.stretch'), align: 'right', render: (_, one) => format.decimal(one.stretch) },
    {
      title: t('learn.contests.reward'),
      align: 'right',
      render: (_, one) => <Figure kind="money" value={one.rewardYuan} />,
    },
    {
      title: t('learn.contests.budget'),
      align: 'right',
      render: (_, one) => <Figure kind="money" value={one.budgetYuan} />,
    },
    { title: t('learn.contests.publishOn'), render: (_, one) => format.day(one.publishOn) },
  ];
  return (
    <Page title={t('learn.contests.title')} about={t('learn.contests.about')} actions={create}>
      <Panel>
        <Answer of={contests}>
          {({ items }) => (
            <List
              label={t('learn.contests.title')}
              columns={columns}
              rows={items}
              rowKey={(one) => one.contest}
              empty={
                <EmptyState title={t('learn.contests.none')} action={create}>
                  {t('learn.contests.noneAdvice')}
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}
