import type { SegmentSchemeSummary } from '#contract';
import { Ago, Badge, EmptyState, Figure, useFormat, useText } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { reading } from '../../app/client.ts';
import { Choice, oneOf, SearchBox } from '../../app/list-filters.tsx';
import { Listing, NothingFits, useListing, type Look } from '../../app/listing.tsx';
import { Page, Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';

const route = getRouteApi('/signed-in/understand/strategic');
const states = ['published', 'retired'] as const;

/** The schemes of strategic segments, and what the record lacks for each. */
export default function SchemesScreen(): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look: Look<Filters> = (change) => void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text } = search;
  const state = oneOf(states, search.state);
  const schemes = useListing({
    search,
    look,
    sorts: ['id', 'name', 'dimensions', 'cells', 'state', 'changed'],
    first: ['id', 'up'],
    ask: (page) =>
      reading('listSegmentSchemes', { query: { ...page, ...(text && { text }), ...(state && { state }) } }),
  });
  const columns = useColumns();
  const create = may('audiences.write') && (
    <ButtonLink to="/understand/strategic/text">{t('understand.strategic.create')}</ButtonLink>
  );
  return (
    <Page
      title={t('understand.strategic.title')}
      about={
        schemes.answer.data
          ? t('understand.strategic.aboutCells', { cells: format.count(schemes.answer.data.cells) })
          : t('understand.strategic.about')
      }
      actions={create}
    >
      <Panel>
        <Listing
          of={schemes}
          views="strategic"
          label={t('understand.strategic.title')}
          columns={columns}
          rowKey={(one) => one.id}
          filters={<SchemeFilters text={text} state={state} look={look} />}
          file={{ name: 'segment-schemes', header: fileHeader, row: fileRow }}
          empty={
            (text ?? state) ? <NothingFits /> : <EmptyState title={t('understand.strategic.none')} action={create} />
          }
        />
      </Panel>
    </Page>
  );
}

type State = SegmentSchemeSummary['state'];
interface Filters {
  readonly text?: string | undefined;
  readonly state?: State | undefined;
}

function SchemeFilters({
  text,
  state,
  look,
}: {
  text: string | undefined;
  state: State | undefined;
  look: Look<Filters>;
}) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('app.findByName')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('understand.strategic.state')}
        any={t('understand.strategic.anyState')}
        value={state}
        onChoose={(chosen) => look({ state: chosen })}
        options={states.map((one) => ({
          value: one,
          label: t(one === 'retired' ? 'understand.strategic.retired' : 'understand.strategic.inUse'),
        }))}
      />
    </>
  );
}

const fileHeader = ['id', 'name_en', 'name_zh', 'origin', 'state', 'dimensions', 'cells', 'missing', 'changed_at'];
const fileRow = ({ id, name, origin, state, dimensions, cells, missing, changedAt }: SegmentSchemeSummary) => [
  id,
  name.en,
  name.zh,
  origin,
  state,
  dimensions,
  cells,
  missing.join(' '),
  changedAt,
];

function useColumns(): TableColumnsType<SegmentSchemeSummary> {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      title: t('understand.strategic.name'),
      key: 'name',
      render: (_, one) => (
        <Link to="/understand/strategic/scheme/$scheme" params={{ scheme: one.id }}>
          {text(one.name)}
        </Link>
      ),
    },
    {
      title: t('understand.strategic.dimensions'),
      key: 'dimensions',
      align: 'right',
      render: (_, one) => one.dimensions,
    },
    {
      title: t('understand.strategic.cells'),
      key: 'cells',
      align: 'right',
      render: (_, one) => <Figure value={one.cells} />,
    },
    {
      title: t('understand.strategic.state'),
      key: 'state',
      render: (_, one) => <SchemeBadge of={one} />,
    },
    {
      title: t('understand.strategic.missing'),
      render: (_, one) =>
        one.missing.length === 0 ? (
          <span className="quiet">–</span>
        ) : (
          <code className="clip" title={one.missing.join(', ')}>
            {one.missing.join(', ')}
          </code>
        ),
    },
    {
      title: t('understand.strategic.changed'),
      key: 'changed',
      render: (_, one) => (
        <>
          <Ago at={one.changedAt} />{' '}
          <span className="quiet">
            {t(one.origin === 'standard' ? 'understand.strategic.standard' : 'understand.segments.by', {
              name: one.changedBy,
            })}
          </span>
        </>
      ),
    },
  ];
}

/** Whether a scheme is in use, and whether all of it can be counted. */
export function SchemeBadge({ of }: { of: Pick<SegmentSchemeSummary, 'state' | 'missing'> }) {
  const { t } = useTranslation();
  if (of.state === 'retired') return <Badge tone="quiet">{t('understand.strategic.retired')}</Badge>;
  return of.missing.length === 0 ? (
    <Badge tone="good">{t('understand.strategic.whole')}</Badge>
  ) : (
    <Badge tone="attention">{t('understand.strategic.partly')}</Badge>
  );
}
