import { RecordField } from '#contract';
import { EmptyState, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Input, Select, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { ListTools, pagesOf } from '../app/list-tools.tsx';
import { List } from '../app/list.tsx';
import { useUnitWords } from '../app/unit-words.ts';
import { FieldLineage } from './field-lineage.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/fields');
const families = RecordField.shape.family.options;

export default function FieldsScreen(): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const fields = useQuery(reading('listFields'));
  const { period, periods = [] } = fields.data ?? {};
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
      <Answer of={fields}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState title={t('know.fields.noRecord')}>{t('know.fields.noRecordAdvice')}</EmptyState>
          ) : (
            <Catalogue fields={data.items} />
          )
        }
      </Answer>
    </Page>
  );
}

function Catalogue({ fields }: { fields: readonly RecordField[] }) {
  const { t } = useTranslation();
  const { text = '', family, field: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: { text?: string | undefined; family?: string | undefined; field?: string | undefined }) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const columns = useColumns((name) => look({ field: name }));
  const wanted = text.toLowerCase();
  const fits = (field: RecordField) =>
    (!family || field.family === family) &&
    [field.name, field.label.en, field.label.zh].some((name) => name.toLowerCase().includes(wanted));
  const found = fields.filter(fits);
  return (
    <Panel>
      <div className="bar-above">
        <Input.Search
          className="search"
          allowClear
          aria-label={t('know.fields.search')}
          placeholder={t('know.fields.search')}
          defaultValue={text}
          onChange={(event) => look({ text: event.target.value })}
        />
        <Select
          className="choice"
          aria-label={t('know.fields.family')}
          value={family ?? ''}
          onChange={(chosen) => look({ family: chosen || undefined })}
          options={[
            { value: '', label: t('know.fields.all') },
            ...families.map((one) => ({ value: one as string, label: t(`know.fields.families.${one}`) })),
          ]}
        />
        <span className="bar-end">
          <FieldTools fields={found} />
        </span>
      </div>
      <List
        label={t('know.fields.title')}
        columns={columns}
        rows={found}
        rowKey={(field) => field.name}
        empty={t('know.fields.nothing')}
      />
      <FieldLineage field={fields.find((field) => field.name === opened)} onClose={() => look({ field: undefined })} />
    </Panel>
  );
}

function FieldTools({ fields }: { fields: readonly RecordField[] }) {
  return (
    <ListTools<RecordField>
      screen="fields"
      file="customer-record"
      page={pagesOf(fields)}
      header={['field', 'label_en', 'label_zh', 'type', 'unit', 'family', 'definition']}
      row={({ name, label, type, unit, family, definition }) => [
        name,
        label.en,
        label.zh,
        type,
        unit ?? null,
        family,
        definition,
      ]}
    />
  );
}

function useColumns(onOpen: (name: string) => void): TableColumnsType<RecordField> {
  const { t } = useTranslation();
  const label = useText();
  const unit = useUnitWords();
  return [
    {
      title: t('know.fields.name'),
      sorter: (a, b) => (a.name < b.name ? -1 : 1),
      render: (_, field) => (
        <button type="button" className="gl-link" onClick={() => onOpen(field.name)}>
          <code>{field.name}</code>
        </button>
      ),
    },
    { title: t('know.fields.label'), render: (_, field) => label(field.label) },
    { title: t('know.fields.type'), render: (_, field) => t(`know.fields.types.${field.type}`) },
    { title: t('know.fields.unit'), render: (_, field) => unit(field.unit) || <span className="quiet">–</span> },
    { title: t('know.fields.family'), render: (_, field) => t(`know.fields.families.${field.family}`) },
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
