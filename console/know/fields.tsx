import { RecordField } from '#contract';
import { EmptyState, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, NothingFits, useListing, type Look } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';
import { useUnitWords } from '../app/unit-words.ts';
import { FieldLineage } from './field-lineage.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/fields');
const families = RecordField.shape.family.options;

export default function FieldsScreen(): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look: Look<Filters> = (change) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }), replace: true });
  const { text = '' } = search;
  const family = oneOf(families, search.family);
  const fields = useListing({
    search,
    look,
    sorts: ['place', 'name', 'label', 'type', 'family'],
    first: ['place', 'up'],
    ask: (page) => reading('listFields', { query: { text, ...page, ...(family && { family }) } }),
  });
  const columns = useColumns((field) => void navigate({ search: (now) => ({ ...now, field }), replace: true }));
  const { period, periods = [] } = fields.answer.data ?? {};
  return (
    <Page
      title={t('know.fields.title')}
      about={
        <>
          {t('know.fields.about')}{' '}
          {period && t('know.fields.newest', { period: format.period(period), count: periods.length })}
        </>
      }
    >
      <Panel>
        <Listing
          of={fields}
          views="fields"
          label={t('know.fields.title')}
          columns={columns}
          rowKey={(field) => field.name}
          filters={<FieldFilters text={text} family={family} look={look} />}
          file={{ name: 'customer-record', header: fileHeader, row: fileRow }}
          empty={
            text !== '' || family ? (
              <NothingFits />
            ) : (
              <EmptyState title={t('know.fields.noRecord')}>{t('know.fields.noRecordAdvice')}</EmptyState>
            )
          }
        />
      </Panel>
      <OpenField name={search.field} />
    </Page>
  );
}

type Family = RecordField['family'];
interface Filters {
  readonly text?: string | undefined;
  readonly family?: Family | undefined;
}

/** The opened field may stand on another page of the list. */
function OpenField({ name }: { name: string | undefined }) {
  const navigate = route.useNavigate();
  const all = useQuery({ ...reading('listFields'), staleTime: 300_000, enabled: name !== undefined });
  return (
    <FieldLineage
      field={all.data?.items.find((field) => field.name === name)}
      onClose={() => void navigate({ search: (now) => ({ ...now, field: undefined }), replace: true })}
    />
  );
}

function FieldFilters({ text, family, look }: { text: string; family: Family | undefined; look: Look<Filters> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox label={t('know.fields.search')} value={text} onSearch={(typed) => look({ text: typed })} />
      <Choice
        label={t('know.fields.family')}
        any={t('know.fields.all')}
        value={family}
        onChoose={(chosen) => look({ family: chosen })}
        options={families.map((one) => ({ value: one, label: t(`know.fields.families.${one}`) }))}
      />
    </>
  );
}

const fileHeader = ['field', 'label_en', 'label_zh', 'type', 'unit', 'family', 'definition'];
const fileRow = ({ name, label, type, unit, family, definition }: RecordField) => [
  name,
  label.en,
  label.zh,
  type,
  unit ?? null,
  family,
  definition,
];

function useColumns(onOpen: (name: string) => void): TableColumnsType<RecordField> {
  const { t } = useTranslation();
  const label = useText();
  const unit = useUnitWords();
  return [
    {
      title: t('know.fields.name'),
      key: 'name',
      render: (_, field) => (
        <button type="button" className="gl-link" onClick={() => onOpen(field.name)}>
          <code>{field.name}</code>
        </button>
      ),
    },
    { title: t('know.fields.label'), key: 'label', render: (_, field) => label(field.label) },
    { title: t('know.fields.type'), key: 'type', render: (_, field) => t(`know.fields.types.${field.type}`) },
    { title: t('know.fields.unit'), render: (_, field) => unit(field.unit) || <span className="quiet">–</span> },
    { title: t('know.fields.family'), key: 'family', render: (_, field) => t(`know.fields.families.${field.family}`) },
    {
      title: t('know.fields.definition'),
      render: (_, field) => (
        <span className="clip clip-short" title={field.definition}>
          {field.definition}
        </span>
      ),
    },
  ];
}
