import type { RecordField } from '#contract';
import { useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useUnitNames } from '../app/names.ts';
import { useUnitWords } from '../app/unit-words.ts';
import { Panel } from '../app/page.tsx';
import type { Cell, Row } from './customer-view.ts';

/** The figures people ask for first; the rest is there to be looked for. */
const first = [
  'phone',
  'address',
  'gender',
  'age',
  'birth_date',
  'tenure_months',
  'org_unit_id',
  'manager_id',
  'dnd',
  'plan',
  'arpu',
  'arpu.mean3',
  'data_gb',
  'voice_minutes',
];

/** One column of facts: the customer's row of the record, the personal ones on top. */
export function CustomerFacts({ record }: { record: Row }) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const [typed, setTyped] = useState('');
  const text = useText();
  const fields = new Map(data?.items.map((field) => [field.name, field]));
  const known = Object.entries(record).filter(
    ([name, value]) => value !== null && name !== 'name' && name !== 'customer_id',
  );
  const wanted = typed.trim().toLowerCase();
  const shown =
    wanted === ''
      ? first.flatMap((name) => known.filter(([field]) => field === name))
      : known
          .filter(([name]) =>
            `${name} ${fields.get(name) ? text(fields.get(name)!.label) : ''}`.toLowerCase().includes(wanted),
          )
          .slice(0, 60);
  return (
    <Panel title={t('know.customer.facts')}>
      <Input.Search
        size="small"
        allowClear
        aria-label={t('know.customer.findFact', { shown: known.length })}
        placeholder={t('know.customer.findFact', { shown: known.length })}
        onChange={(event) => setTyped(event.target.value)}
      />
      <dl className="facts">
        {shown.map(([name, value]) => (
          <Fact key={name} name={name} value={value} field={fields.get(name)} />
        ))}
      </dl>
      {shown.length === 0 && <p className="quiet">{t('know.fields.nothing')}</p>}
    </Panel>
  );
}

function Fact({ name, value, field }: { name: string; value: Cell; field: RecordField | undefined }) {
  const text = useText();
  const unit = useUnitWords();
  const write = useCell();
  return (
    <div>
      <dt title={name}>{field ? text(field.label) : name}</dt>
      <dd>
        {write(name, value)}
        {field?.unit && typeof value === 'number' && <span className="quiet small"> {unit(field.unit)}</span>}
      </dd>
    </div>
  );
}

/** Values as people read them: units of the organisation by name, yes and no in words. */
export function useCell(): (name: string, value: Cell) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const unitName = useUnitNames();
  return (name, value) => {
    if (value === null || value === '') return '–';
    if (typeof value === 'boolean') return t(value ? 'understand.answer.yes' : 'understand.answer.no');
    if (typeof value === 'number') return format.decimal(value);
    return name.endsWith('unit_id') || name === 'branch_id' ? unitName(value) : value;
  };
}
