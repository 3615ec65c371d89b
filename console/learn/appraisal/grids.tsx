import type { GridMonth, Statement } from '#contract';
import { Badge, useFormat } from '#parts';
import { App, Button, Segmented, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { useUnitNames } from '../../app/names.ts';
import { Panel } from '../../app/page.tsx';
import { useMay, useSession } from '../../app/session.ts';
import { useChange } from '../use-change.ts';

export function StateBadge({ state }: { state: Statement['state'] }) {
  const { t } = useTranslation();
  const tone = { open: 'quiet', closed: 'accent', approved: 'good' } as const;
  return <Badge tone={tone[state]}>{t(`learn.appraisal.states.${state}`)}</Badge>;
}

/** Each grid's month: closed by its manager, approved by somebody else, worked out again whenever somebody doubts it. */
export function Grids({ month, grids }: { month: string; grids: readonly GridMonth[] }) {
  const { t } = useTranslation();
  const unit = useUnitNames();
  const moment = useMoment();
  const columns: TableColumnsType<GridMonth> = [
    { title: t('learn.appraisal.grid'), render: (_, grid) => unit(grid.orgUnitId) },
    { title: t('learn.appraisal.people'), align: 'right', render: (_, grid) => grid.people },
    { title: t('learn.appraisal.state'), render: (_, grid) => <StateBadge state={grid.state} /> },
    { title: t('learn.appraisal.closedBy'), render: (_, grid) => moment(grid.closedBy, grid.closedAt) },
    { title: t('learn.appraisal.approvedBy'), render: (_, grid) => moment(grid.approvedBy, grid.approvedAt) },
    {
      title: t('learn.appraisal.scheme'),
      render: (_, { scheme }) => (scheme ? t('learn.appraisal.version', { ...scheme }) : ''),
    },
    { title: t('learn.appraisal.act'), render: (_, grid) => <GridActs month={month} grid={grid} /> },
  ];
  const waiting = grids.filter(({ state }) => state !== 'approved');
  const [view, setView] = useState<'waiting' | 'all'>(waiting.length > 0 ? 'waiting' : 'all');
  const rank = { open: 0, closed: 1, approved: 2 };
  const rows = (view === 'waiting' ? waiting : grids).toSorted(
    (a, b) => rank[a.state] - rank[b.state] || (a.orgUnitId < b.orgUnitId ? -1 : 1),
  );
  return (
    <Panel
      title={t('learn.appraisal.grids')}
      more={
        <Segmented<'waiting' | 'all'>
          aria-label={t('learn.appraisal.state')}
          value={view}
          onChange={setView}
          options={[
            { value: 'waiting', label: t('learn.appraisal.waiting', { count: waiting.length }) },
            { value: 'all', label: t('learn.appraisal.all', { all: grids.length }) },
          ]}
        />
      }
    >
      <p className="quiet small">{t('learn.appraisal.gridsNote')}</p>
      <List
        label={t('learn.appraisal.grids')}
        columns={columns}
        rows={rows}
        rowKey={(grid) => grid.orgUnitId}
        empty={t('learn.appraisal.nobody')}
      />
    </Panel>
  );
}

function useMoment() {
  const format = useFormat();
  return (by: string | null, at: string | null) =>
    by === null || at === null ? '' : <span title={format.instant(at)}>{`${by} · ${format.day(at)}`}</span>;
}

function GridActs({ month, grid }: { month: string; grid: GridMonth }) {
  const { t } = useTranslation();
  const may = useMay();
  const { login } = useSession();
  const { modal } = App.useApp();
  const unit = useUnitNames();
  const params = { month, unitId: grid.orgUnitId };
  const close = useChange(() => client.closeMonth({ params, body: {} }), {
    old: ['readMonth', 'listAppraised', 'readStatement'],
    said: ({ people }) => t('learn.appraisal.closedNow', { count: people }),
  });
  const approve = useChange(() => client.approveMonth({ params, body: {} }), {
    old: ['readMonth', 'listAppraised', 'readStatement'],
    said: () => t('learn.appraisal.approvedNow'),
  });
  const replay = useChange(() => client.replayMonth({ params }), {
    old: [],
    said: ({ same, people, differences }) =>
      same
        ? t('learn.appraisal.replayedSame', { count: people })
        : t('learn.appraisal.replayedOther', { count: differences.length }),
  });
  const askToClose = () =>
    modal.confirm({
      title: t('learn.appraisal.closeTitle', { grid: unit(grid.orgUnitId) }),
      content: t('learn.appraisal.closeText', { count: grid.people }),
      okText: t('learn.appraisal.close'),
      cancelText: t('app.cancel'),
      onOk: () => close.mutateAsync(undefined).catch(() => undefined),
    });
  if (grid.state === 'open') {
    if (grid.openObjections > 0)
      return (
        <span className="quiet small">{t('learn.appraisal.objectionsFirst', { count: grid.openObjections })}</span>
      );
    return may('work.assign') ? (
      <Button size="small" loading={close.isPending} onClick={askToClose}>
        {t('learn.appraisal.close')}
      </Button>
    ) : null;
  }
  return (
    <span className="row-acts">
      {grid.state === 'closed' && may('campaigns.approve') && grid.closedBy !== login && (
        <Button size="small" type="primary" loading={approve.isPending} onClick={() => approve.mutate(undefined)}>
          {t('learn.appraisal.approve')}
        </Button>
      )}
      <Button size="small" loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
        {t('learn.appraisal.replay')}
      </Button>
    </span>
  );
}
