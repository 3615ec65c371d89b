import { IndicatorFamily, type Indicator, type IndicatorFigure } from '#contract';
import { EmptyState, ErrorState, Figure, Loading, useProblemWords, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, Select, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { client, reading } from '../../app/client.ts';
import { ListTools } from '../../app/list-tools.tsx';
import { List } from '../../app/list.tsx';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { UnitPicker } from '../../app/pickers.tsx';
import { useMay } from '../../app/session.ts';
import { useUnitWords } from '../../app/unit-words.ts';
import { Pickers } from '../../app/where.tsx';
import { Change } from './change.tsx';
import { kindOf } from './figure-words.ts';
import './indicators.css';

const route = getRouteApi('/signed-in/understand/indicators');
/** What one question may name. */
const mostAsked = 100;

/** The library: every indicator with its newest figure. */
export default function IndicatorsScreen(): ReactNode {
  const { t } = useTranslation();
  const { text = '', family, unit, retired } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const library = useQuery(reading('listIndicators', { query: { text, ...(retired && { retired: 'true' }) } }));
  return (
    <Page
      title={t('understand.indicators.title')}
      about={t('understand.indicators.about')}
      actions={
        <>
          <ListTools
            screen="indicators"
            page={({ limit }) => client.listIndicators({ query: { text, limit, ...(retired && { retired: 'true' }) } })}
            header={['id', 'name', 'unit', 'formula', 'version', 'owner']}
            row={(one) => [one.id, one.name.en, one.unit, one.formula, one.version, one.owner]}
            file="indicators"
          />
          {may('indicators.write') && (
            <ButtonLink primary to="/understand/indicators/define">
              {t('understand.indicators.define')}
            </ButtonLink>
          )}
        </>
      }
    >
      <Pickers>
        <UnitPicker
          value={unit}
          onChange={(chosen) => void navigate({ search: (now) => ({ ...now, unit: chosen }) })}
        />
      </Pickers>
      <Panel>
        <LibraryFilter text={text} family={family} retired={retired === true} />
        <Answer of={library}>
          {(data) => (
            <Library
              indicators={data.items.filter((one) => family === undefined || one.family === family)}
              unit={unit}
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function LibraryFilter({ text, family, retired }: { text: string; family: string | undefined; retired: boolean }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  return (
    <div className="bar-above">
      <Input.Search
        key={text}
        className="indicator-search"
        allowClear
        aria-label={t('understand.indicators.search')}
        placeholder={t('understand.indicators.search')}
        defaultValue={text}
        onSearch={(typed) => void navigate({ search: (now) => ({ ...now, text: typed.trim() || undefined }) })}
      />
      <Select
        className="choice"
        aria-label={t('understand.indicators.family')}
        value={family ?? ''}
        onChange={(chosen) => void navigate({ search: (now) => ({ ...now, family: chosen || undefined }) })}
        options={[
          { value: '', label: t('understand.indicators.all') },
          ...IndicatorFamily.options.map((one) => ({
            value: one,
            label: t(`understand.indicators.families.${one}`),
          })),
        ]}
      />
      <Select
        className="choice"
        aria-label={t('understand.tags.state')}
        value={retired}
        onChange={(chosen) => void navigate({ search: (now) => ({ ...now, retired: chosen || undefined }) })}
        options={[
          { value: false, label: t('understand.models.inUse') },
          { value: true, label: t('understand.tags.states.retired') },
        ]}
      />
    </div>
  );
}

function Library({ indicators, unit }: { indicators: readonly Indicator[]; unit: string | undefined }) {
  const { t } = useTranslation();
  const able = indicators.filter(({ problems, retired }) => problems.length === 0 && !retired).slice(0, mostAsked);
  const answer = useQuery({
    ...reading('queryIndicators', {
      body: { indicators: able.map(({ id }) => id), ...(unit !== undefined && { orgUnitId: unit }) },
    }),
    enabled: able.length > 0,
  });
  const figures = new Map(answer.data?.whole.map((figure) => [figure.indicator, figure]));
  const columns = useColumns(figures, unit);
  if (answer.error) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isFetching && !answer.data) return <Loading lines={12} />;
  return (
    <List
      label={t('understand.indicators.title')}
      columns={columns}
      rows={indicators}
      rowKey={({ id }) => id}
      empty={<EmptyState title={t('understand.indicators.none')}>{t('understand.indicators.noneAdvice')}</EmptyState>}
    />
  );
}

function useColumns(
  figures: ReadonlyMap<string, IndicatorFigure>,
  unit: string | undefined,
): TableColumnsType<Indicator> {
  const { t } = useTranslation();
  const words = useProblemWords();
  const name = useText();
  const unitWords = useUnitWords();
  const none = { difference: null, share: null };
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
      render: (_, one) => <Figure kind={kindOf(one.unit)} value={figures.get(one.id)?.value} />,
    },
    {
      title: t('understand.indicators.onMonth'),
      align: 'right',
      render: (_, one) => <Change unit={one.unit} of={figures.get(one.id)?.monthOnMonth ?? none} />,
    },
    {
      title: t('understand.indicators.onYear'),
      align: 'right',
      render: (_, one) => <Change unit={one.unit} of={figures.get(one.id)?.yearOnYear ?? none} />,
    },
    {
      title: t('understand.indicators.unit'),
      render: (_, one) => (one.unit === '' ? t('understand.indicators.share') : unitWords(one.unit)),
    },
    { title: t('understand.indicators.family'), render: (_, one) => t(`understand.indicators.families.${one.family}`) },
    { title: t('understand.indicators.owner'), render: (_, one) => one.owner ?? '–' },
  ];
}
