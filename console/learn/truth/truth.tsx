import type { TruthRow } from '#contract';
import { Badge, EmptyState, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { InputNumber, Segmented, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { List } from '../../app/list.tsx';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { MonthPicker, useMonths } from '../appraisal/month-picker.tsx';
import { CaseDrawer } from './case-drawer.tsx';
import { Cases } from './cases.tsx';
import { DrawSample } from './draw-sample.tsx';
import { RateBand } from './rate-band.tsx';
import '../learn.css';

const route = getRouteApi('/signed-in/learn/truth');
const kinds = ['person', 'grid', 'campaign'] as const;
const usualBar = 80;

/** What of the feedback is true, told from a sample with its error; who lies below the bar, and the evidence. */
export default function TruthScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { months, items, running, month = running } = useMonths(search.month);
  const may = useMay();
  return (
    <Page
      title={t('learn.truth.title')}
      about={t('learn.truth.about')}
      actions={may('work.assign') && <DrawSample month={month} />}
    >
      <MonthPicker
        items={items}
        month={month}
        onChoose={(to) => void navigate({ search: (now) => ({ ...now, month: to, page: undefined }) })}
      />
      <Answer of={months}>
        {() => (
          <div className="panels">
            {may('reports.read') && <Board month={month} />}
            <Cases month={month} />
          </div>
        )}
      </Answer>
      <CaseDrawer
        id={search.open}
        onClose={() => void navigate({ search: (now) => ({ ...now, open: undefined }), replace: true })}
      />
    </Page>
  );
}

function Board({ month }: { month: string }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const by = kinds.find((kind) => kind === search.by) ?? 'person';
  const bar = (search.bar ?? usualBar) / 100;
  const board = useQuery({
    ...reading('truthBoard', { query: { month, by, bar } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns(by, bar);
  return (
    <Panel
      title={t('learn.truth.rates')}
      more={
        <span className="row-acts">
          <Segmented
            aria-label={t('learn.truth.by')}
            value={by}
            onChange={(to) => void navigate({ search: (now) => ({ ...now, by: to }) })}
            options={kinds.map((kind) => ({ value: kind, label: t(`learn.truth.kinds.${kind}`) }))}
          />
          <label className="bar-choice">
            {t('learn.truth.bar')}{' '}
            <InputNumber
              controls={false}
              size="small"
              min={2}
              max={99}
              suffix="%"
              value={Math.round(bar * 100)}
              onChange={(to) => to !== null && void navigate({ search: (now) => ({ ...now, bar: to }), replace: true })}
            />
          </label>
        </span>
      }
    >
      <Answer of={board}>
        {({ items }) => (
          <>
            <Finding items={items} bar={bar} by={by} />
            <List
              label={t('learn.truth.rates')}
              columns={columns}
              rows={items}
              rowKey={(row) => row.key}
              empty={<EmptyState title={t('learn.truth.none')}>{t('learn.truth.noneAdvice')}</EmptyState>}
            />
          </>
        )}
      </Answer>
    </Panel>
  );
}

function Finding({ items, bar, by }: { items: readonly TruthRow[]; bar: number; by: (typeof kinds)[number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (items.length === 0) return null;
  const sum = (of: (row: TruthRow) => number) => items.reduce((all, row) => all + of(row), 0);
  const below = items.filter((row) => row.below).length;
  return (
    <p className="board-finding">
      {t(below === 0 ? 'learn.truth.noneBelow' : `learn.truth.below.${by}`, {
        count: below,
        all: format.count(items.length),
        bar: format.percent(bar),
      })}{' '}
      <span className="quiet">
        {t('learn.truth.sampled', {
          feedbacks: format.count(sum((row) => row.feedbacks)),
          doubted: format.count(sum((row) => row.doubted)),
          drawn: format.count(sum((row) => row.drawn)),
          verified: format.count(sum((row) => row.verified)),
        })}
      </span>
    </p>
  );
}

function useColumns(by: (typeof kinds)[number], bar: number): TableColumnsType<TruthRow> {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useText();
  const navigate = route.useNavigate();
  const shown = (row: TruthRow) => (row.name ? name(row.name) : row.key || t('learn.truth.noGrid'));
  return [
    {
      title: t(`learn.truth.kinds.${by}`),
      render: (_, row) =>
        by === 'person' ? (
          <button
            type="button"
            className="gl-link row-link"
            onClick={() => void navigate({ search: (now) => ({ ...now, person: row.key, page: undefined }) })}
          >
            {shown(row)}
          </button>
        ) : (
          shown(row)
        ),
    },
    {
      title: t('learn.truth.rate'),
      render: (_, row) => (
        <span className="row-acts">
          <RateBand row={row} bar={bar} />
          {row.below && <Badge tone="bad">{t('learn.truth.isBelow')}</Badge>}
        </span>
      ),
    },
    { title: t('learn.truth.feedbacks'), align: 'right', render: (_, row) => format.count(row.feedbacks) },
    { title: t('learn.truth.doubted'), align: 'right', render: (_, row) => format.count(row.doubted) },
    { title: t('learn.truth.drawn'), align: 'right', render: (_, row) => format.count(row.drawn) },
    { title: t('learn.truth.verified'), align: 'right', render: (_, row) => format.count(row.verified) },
    {
      title: t('learn.truth.evidence'),
      render: (_, row) =>
        row.checks
          .toSorted((a, b) => b.count - a.count)
          .map(({ check, count }) => t('learn.truth.checkCount', { check: t(`learn.truth.checks.${check}`), count }))
          .join(t('learn.statement.comma')),
    },
  ];
}
