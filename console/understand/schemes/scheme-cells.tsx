import type { Result, routes, SchemeDimension, SegmentSchemeDetail } from '#contract';
import { Figure, useErrorWords, useFormat, useText } from '#parts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { App, Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../../app/client.ts';
import { Answer, Panel } from '../../app/page.tsx';
import { HeatCell } from '../heat-cell.tsx';
import { crossed } from './crossed.ts';

const route = getRouteApi('/signed-in/understand/strategic/scheme/$scheme');
type Counted = Result<(typeof routes)['countSegmentScheme']>;

/** The customers of the cells as a table of two dimensions; a cell of it is an audience. */
export function SchemeCells({ of }: { of: SegmentSchemeDetail }) {
  const counted = useQuery(reading('countSegmentScheme', { params: { id: of.id }, query: {} }));
  return <Answer of={counted}>{(data) => <Cross of={of} counted={data} />}</Answer>;
}

function Cross({ of, counted }: { of: SegmentSchemeDetail; counted: Counted }) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const dimensions = of.scheme.dimensions.filter(({ id }) => counted.cells.some(({ values }) => id in values));
  const down = dimensions.find(({ id }) => id === search.down) ?? dimensions[0];
  const across =
    dimensions.find(({ id }) => id === search.across && id !== down?.id) ?? dimensions.find((one) => one !== down);
  if (!down) return null;
  const choose = (change: { down?: string; across?: string }): void =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const select = (which: 'down' | 'across', chosen: SchemeDimension | undefined) => (
    <Select
      aria-label={t(`understand.strategic.${which}`)}
      value={chosen?.id ?? ''}
      popupMatchSelectWidth={false}
      onChange={(id) => choose({ [which]: id })}
      options={dimensions.map(({ id, name }) => ({ value: id, label: text(name) }))}
    />
  );
  const filled = counted.cells.filter(({ customers }) => customers > 0).length;
  return (
    <Panel
      title={t('understand.strategic.cellsTitle')}
      more={
        across && (
          <span className="segment-months">
            {select('down', down)} × {select('across', across)}
          </span>
        )
      }
    >
      <p className="quiet">
        {t('understand.strategic.cellsAbout', {
          customers: format.count(counted.customers ?? 0),
          period: format.period(counted.period),
          filled: format.count(filled),
        })}
      </p>
      <Table of={of} counted={counted} down={down} across={across} />
    </Panel>
  );
}

interface CrossTable {
  readonly of: SegmentSchemeDetail;
  readonly counted: Counted;
  readonly down: SchemeDimension;
  readonly across: SchemeDimension | undefined;
}
type Value = SchemeDimension['values'][number] | undefined;
/** The values of a dimension, and where it is asked of some only, a place for all others. */
const placesOf = (dimension: SchemeDimension | undefined): readonly Value[] => [
  ...(dimension?.values ?? []),
  ...(dimension?.when ? [undefined] : []),
];

function Table({ of, counted, down, across }: CrossTable) {
  const { t } = useTranslation();
  const text = useText();
  const name = useValueName();
  const { ofColumn } = crossed(counted.cells, down.id, across?.id);
  const columns = placesOf(across);
  return (
    <div className="segment-scroll" role="group" aria-label={t('understand.strategic.cellsTitle')} tabIndex={0}>
      <table className="segment-heat">
        <thead>
          <tr>
            <th scope="col">{text(down.name)}</th>
            <th scope="col" className="segment-measure">
              {t('understand.strategic.all')}
            </th>
            {columns.map((value) => (
              <th scope="col" key={value?.id ?? ''} className="segment-measure">
                {name(value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {placesOf(down).map((row) => (
            <Row key={row?.id ?? ''} of={of} counted={counted} down={down} across={across} row={row} />
          ))}
          <tr>
            <th scope="row">{t('understand.strategic.all')}</th>
            <td className="segment-figure">
              <Figure value={counted.cells.reduce((sum, { customers }) => sum + customers, 0)} />
            </td>
            {columns.map((column) => (
              <td key={column?.id ?? ''} className="segment-figure">
                <Figure value={ofColumn(column?.id ?? null)} />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Row({ of, counted, down, across, row }: CrossTable & { readonly row: Value }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useValueName();
  const open = useCellAudience(of.id);
  const { at, most, ofRow } = crossed(counted.cells, down.id, across?.id);
  return (
    <tr>
      <th scope="row">
        {row ? (
          <Button
            type="link"
            size="small"
            title={t('understand.strategic.asAudience')}
            onClick={() => open({ [down.id]: row.id })}
          >
            {name(row)}
          </Button>
        ) : (
          name(row)
        )}
      </th>
      <td className="segment-figure">
        <Figure value={ofRow(row?.id ?? null)} />
      </td>
      {placesOf(across).map((column) => {
        const customers = at(row?.id ?? null, column?.id ?? null);
        return (
          <HeatCell
            key={column?.id ?? ''}
            value={customers}
            scale={most}
            shown={format.short(customers)}
            exact={`${name(row)} · ${name(column)}: ${format.count(customers)}`}
            {...(row &&
              column &&
              across && {
                onOpen: () => open({ [down.id]: row.id, [across.id]: column.id }),
                does: t('understand.strategic.asAudience'),
              })}
          />
        );
      })}
    </tr>
  );
}

function useValueName(): (value: Value) => string {
  const { t } = useTranslation();
  const text = useText();
  return (value) => (value ? text(value.name) : t('understand.strategic.notAsked'));
}

/** Opens the rule of some cells on the audience page. */
function useCellAudience(id: string): (values: Readonly<Record<string, string>>) => void {
  const { message } = App.useApp();
  const words = useErrorWords();
  const navigate = useNavigate();
  const ask = useMutation({
    mutationFn: (values: Readonly<Record<string, string>>) =>
      client.readSchemeCell({
        params: { id },
        query: {
          values: Object.entries(values)
            .map(([dimension, value]) => `${dimension}=${value}`)
            .join(','),
        },
      }),
    onSuccess: ({ rule }) => void navigate({ to: '/understand/audiences/rule', search: { rule } }),
    onError: (error) => void message.error(words(error)),
  });
  return ask.mutate;
}
