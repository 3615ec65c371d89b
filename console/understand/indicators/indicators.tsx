import { IndicatorFamily, type Indicator, type IndicatorFigure } from '#contract';
import { EmptyState, ErrorState, Figure, useProblemWords, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { reading } from '../../app/client.ts';
import { Choice, oneOf, SearchBox } from '../../app/list-filters.tsx';
import { Listing, NothingFits, useListing, type Look } from '../../app/listing.tsx';
import { Page, Panel } from '../../app/page.tsx';
import { UnitPicker } from '../../app/pickers.tsx';
import { useMay } from '../../app/session.ts';
import { useUnitWords } from '../../app/unit-words.ts';
import { Pickers } from '../../app/where.tsx';
import { Change } from './change.tsx';
import { kindOf } from './figure-words.ts';
import './indicators.css';

const route = getRouteApi('/signed-in/understand/indicators');

/** The library: every indicator with its newest figure. */
export default function IndicatorsScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const look: Look<Filters> = (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '', unit } = search;
  const family = oneOf(IndicatorFamily.options, search.family);
  const state = oneOf(['retired'], search.state);
  const library = useListing({
    search,
    look,
    sorts: ['place', 'name', 'unit', 'family', 'owner'],
    first: ['place', 'up'],
    ask: (page) =>
      reading('listIndicators', {
        query: { text, ...page, ...(family && { family }), ...(state && { retired: 'true' }) },
      }),
  });
  const figures = useFigures(library.answer.data?.items ?? [], unit);
  const columns = useColumns(figures.known, unit);
  return (
    <Page
      title={t('understand.indicators.title')}
      about={t('understand.indicators.about')}
      actions={
        may('indicators.write') && (
          <ButtonLink primary to="/understand/indicators/define">
            {t('understand.indicators.define')}
          </ButtonLink>
        )
      }
    >
      <Pickers>
        <UnitPicker
          value={unit}
          onChange={(chosen) => void navigate({ search: (now) => ({ ...now, unit: chosen }) })}
        />
      </Pickers>
      <Panel>
        {figures.error && <ErrorState error={figures.error} onRetry={figures.again} />}
        <Listing
          of={library}
          views="indicators"
          label={t('understand.indicators.title')}
          columns={columns}
          rowKey={({ id }) => id}
          filters={<LibraryFilter text={text} family={family} state={state} look={look} />}
          file={{ name: 'indicators', header: fileHeader, row: fileRow }}
          empty={<NoIndicators filtered={text !== '' || family !== undefined || state !== undefined} />}
        />
      </Panel>
    </Page>
  );
}

const fileHeader = ['id', 'name_en', 'name_zh', 'unit', 'family', 'formula', 'version', 'owner'];
const fileRow = ({ id, name, unit, family, formula, version, owner }: Indicator) => [
  id,
  name.en,
  name.zh,
  unit,
  family,
  formula,
  version,
  owner,
];

function NoIndicators({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered) return <NothingFits />;
  return <EmptyState title={t('understand.indicators.none')}>{t('understand.indicators.noneAdvice')}</EmptyState>;
}

type Family = Indicator['family'];
interface Filters {
  readonly text?: string | undefined;
  readonly family?: Family | undefined;
  readonly state?: 'retired' | undefined;
}

function LibraryFilter({ text, family, state, look }: Filters & { look: Look<Filters> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('understand.indicators.search')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('understand.indicators.family')}
        any={t('understand.indicators.all')}
        value={family}
        onChoose={(chosen) => look({ family: chosen })}
        options={IndicatorFamily.options.map((one) => ({
          value: one,
          label: t(`understand.indicators.families.${one}`),
        }))}
      />
      <Choice
        label={t('understand.tags.state')}
        any={t('understand.models.inUse')}
        value={state}
        onChoose={(chosen) => look({ state: chosen })}
        options={[{ value: 'retired', label: t('understand.tags.states.retired') }]}
      />
    </>
  );
}

/** The newest figures of these indicators: of a page, so that one question may name them all. */
function useFigures(indicators: readonly Indicator[], unit: string | undefined) {
  const able = indicators.filter(({ problems, retired }) => problems.length === 0 && !retired);
  const answer = useQuery({
    ...reading('queryIndicators', {
      body: { indicators: able.map(({ id }) => id), ...(unit !== undefined && { orgUnitId: unit }) },
    }),
    enabled: able.length > 0,
  });
  return {
    /** Undefined as long as they are on their way. */
    known:
      answer.isFetching && !answer.data ? undefined : new Map(answer.data?.whole.map((one) => [one.indicator, one])),
    error: answer.error,
    again: () => void answer.refetch(),
  };
}

function useColumns(
  figures: ReadonlyMap<string, IndicatorFigure> | undefined,
  unit: string | undefined,
): TableColumnsType<Indicator> {
  const { t } = useTranslation();
  const words = useProblemWords();
  const name = useText();
  const unitWords = useUnitWords();
  const none = { difference: null, share: null };
  const told = (of: (figure: IndicatorFigure | undefined, unit: string) => ReactNode) => (_: unknown, one: Indicator) =>
    figures === undefined ? <span className="quiet">…</span> : of(figures.get(one.id), one.unit);
  return [
    {
      title: t('understand.indicators.name'),
      key: 'name',
      render: (_, one) => (
        <>
          <Link
            className="set-apart"
            to="/understand/indicators/$indicator"
            params={{ indicator: one.id }}
            search={{ unit }}
          >
            {name(one.name)}
          </Link>{' '}
          <span className="quiet small">
            {one.problems[0] ? t('understand.indicators.why', { why: words(one.problems[0]) }) : one.id}
          </span>
        </>
      ),
    },
    {
      title: t('understand.indicators.figure'),
      align: 'right',
      render: told((figure, of) => <Figure kind={kindOf(of)} value={figure?.value} />),
    },
    {
      title: t('understand.indicators.onMonth'),
      align: 'right',
      render: told((figure, of) => <Change unit={of} of={figure?.monthOnMonth ?? none} />),
    },
    {
      title: t('understand.indicators.onYear'),
      align: 'right',
      render: told((figure, of) => <Change unit={of} of={figure?.yearOnYear ?? none} />),
    },
    {
      title: t('understand.indicators.unit'),
      key: 'unit',
      render: (_, one) => (one.unit === '' ? t('understand.indicators.share') : unitWords(one.unit)),
    },
    {
      title: t('understand.indicators.family'),
      key: 'family',
      render: (_, one) => t(`understand.indicators.families.${one.family}`),
    },
    { title: t('understand.indicators.owner'), key: 'owner', render: (_, one) => one.owner ?? '–' },
  ];
}
