import type { Result, routes, TruthRow } from '#contract';
import { Badge, EmptyState, useFormat, useText } from '#parts';
import { getRouteApi } from '@tanstack/react-router';
import { InputNumber, Segmented, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { SearchBox } from '../../app/list-filters.tsx';
import { Listing, NothingFits, useListing, type ListingSearch } from '../../app/listing.tsx';
import { Panel } from '../../app/page.tsx';
import { RateBand } from './rate-band.tsx';

const route = getRouteApi('/signed-in/learn/truth');
const kinds = ['person', 'grid', 'campaign'] as const;
const usualBar = 80;
type Whole = Result<typeof routes.truthBoard>['whole'];

/** Truth rates with their intervals: who lies below the bar stands first. */
export function Rates({ month }: { month: string }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const by = kinds.find((kind) => kind === search.by) ?? 'person';
  const bar = (search.bar ?? usualBar) / 100;
  const { ratesText: text = '' } = search;
  const look = (change: ListingSearch & { readonly text?: string | undefined; readonly by?: string }) =>
    void navigate({
      search: (now) => ({
        ...now,
        ratesPage: change.page,
        ...('sort' in change && { ratesSort: change.sort, ratesOrder: change.order }),
        ...('text' in change && { ratesText: change.text }),
        ...('by' in change && { by: change.by }),
      }),
    });
  const rates = useListing({
    search: { sort: search.ratesSort, order: search.ratesOrder, page: search.ratesPage },
    look,
    sorts: ['rate', 'name', 'feedbacks', 'doubted', 'drawn', 'verified'],
    first: ['rate', 'up'],
    ask: (page) => reading('truthBoard', { query: { month, by, bar, text, ...page } }),
  });
  const whole = rates.answer.data?.whole;
  return (
    <Panel title={t('learn.truth.rates')} more={<KindAndBar by={by} bar={bar} onKind={(to) => look({ by: to })} />}>
      {whole && <Finding whole={whole} bar={bar} by={by} />}
      <Listing
        of={rates}
        views="truth-rates"
        label={t('learn.truth.rates')}
        columns={useColumns(by, bar)}
        rowKey={(row) => row.key}
        filters={<SearchBox label={t('app.findByName')} value={text} onSearch={(typed) => look({ text: typed })} />}
        file={{ name: `truth-${by}-${month}`, header: fileHeader, row: fileRow }}
        empty={
          text === '' ? (
            <EmptyState title={t('learn.truth.none')}>{t('learn.truth.noneAdvice')}</EmptyState>
          ) : (
            <NothingFits />
          )
        }
      />
    </Panel>
  );
}

const fileHeader = [
  'key',
  'name_en',
  'name_zh',
  'rate',
  'low',
  'high',
  'below',
  'feedbacks',
  'doubted',
  'drawn',
  'verified',
];
const fileRow = ({ key, name, rate, below, feedbacks, doubted, drawn, verified }: TruthRow) => [
  key,
  name?.en ?? null,
  name?.zh ?? null,
  rate.estimate,
  rate.low,
  rate.high,
  String(below),
  feedbacks,
  doubted,
  drawn,
  verified,
];

function KindAndBar({ by, bar, onKind }: { by: string; bar: number; onKind: (kind: string) => void }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  return (
    <span className="row-acts">
      <Segmented
        aria-label={t('learn.truth.by')}
        value={by}
        onChange={onKind}
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
  );
}

function Finding({ whole, bar, by }: { whole: Whole; bar: number; by: (typeof kinds)[number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rows, below, feedbacks, doubted, drawn, verified } = whole;
  if (rows === 0) return null;
  return (
    <p className="board-finding">
      {t(below === 0 ? 'learn.truth.noneBelow' : `learn.truth.below.${by}`, {
        count: below,
        all: format.count(rows),
        bar: format.percent(bar),
      })}{' '}
      <span className="quiet">
        {t('learn.truth.sampled', {
          feedbacks: format.count(feedbacks),
          doubted: format.count(doubted),
          drawn: format.count(drawn),
          verified: format.count(verified),
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
      key: 'name',
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
      key: 'rate',
      render: (_, row) => (
        <span className="row-acts">
          <RateBand row={row} bar={bar} />
          {row.below && <Badge tone="bad">{t('learn.truth.isBelow')}</Badge>}
        </span>
      ),
    },
    {
      title: t('learn.truth.feedbacks'),
      key: 'feedbacks',
      align: 'right',
      render: (_, row) => format.count(row.feedbacks),
    },
    { title: t('learn.truth.doubted'), key: 'doubted', align: 'right', render: (_, row) => format.count(row.doubted) },
    { title: t('learn.truth.drawn'), key: 'drawn', align: 'right', render: (_, row) => format.count(row.drawn) },
    {
      title: t('learn.truth.verified'),
      key: 'verified',
      align: 'right',
      render: (_, row) => format.count(row.verified),
    },
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
