import type { Limit, RecordField } from '#contract';
import { useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AutoComplete, InputNumber, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { Panel } from '../app/page.tsx';
import { Waiting, type Asked } from './asked.tsx';

interface LimitProps {
  readonly asked: Asked;
  readonly fields: readonly RecordField[];
  readonly limit: Limit | undefined;
  readonly onLimit: (limit: Limit | undefined) => void;
}

const firstMany = 1000;

/** All whom the rule selects, the first of them by a value, or a random sample; what is chosen is saved and exported. */
export function AudienceLimit({ asked, fields, limit, onLimit }: LimitProps) {
  const { t } = useTranslation();
  const choose = (kind: 'all' | Limit['kind']): void => {
    const n = limit?.n ?? firstMany;
    if (kind === 'all') onLimit(undefined);
    else if (kind === 'sample') onLimit({ kind, n, seed: 0 });
    else onLimit({ kind, n, order: 'down', by: firstNumber(fields) });
  };
  return (
    <Panel title={t('understand.limit.title')}>
      <Segmented
        aria-label={t('understand.limit.title')}
        value={limit?.kind ?? 'all'}
        onChange={choose}
        options={(['all', 'top', 'sample'] as const).map((value) => ({ value, label: t(`understand.limit.${value}`) }))}
      />
      {limit && (
        <>
          <LimitForm limit={limit} fields={fields} onLimit={onLimit} />
          <Taken asked={asked} limit={limit} />
        </>
      )}
    </Panel>
  );
}

const isNumber = (field: RecordField): boolean => field.type === 'number' || field.type === 'integer';
const firstNumber = (fields: readonly RecordField[]): string =>
  (fields.find(({ name }) => name === 'arpu') ?? fields.find(isNumber))?.name ?? '';

function LimitForm({ limit, fields, onLimit }: Omit<LimitProps, 'asked' | 'limit'> & { limit: Limit }) {
  const { t } = useTranslation();
  const label = useText();
  return (
    <div className="limit-form">
      <label>
        {t('understand.limit.n')}
        <InputNumber
          controls={false}
          min={1}
          precision={0}
          aria-label={t('understand.limit.n')}
          value={limit.n}
          onChange={(n) => n !== null && onLimit({ ...limit, n })}
        />
      </label>
      {limit.kind === 'top' ? (
        <>
          <label>
            {t('understand.limit.by')}
            <AutoComplete
              className="limit-by"
              aria-label={t('understand.limit.by')}
              placeholder={t('understand.limit.byHint')}
              value={limit.by}
              popupMatchSelectWidth={360}
              onChange={(by: string) => onLimit({ ...limit, by })}
              options={fields
                .filter(isNumber)
                .map(({ name, label: called }) => ({ value: name, label: `${label(called)} (${name})` }))}
              showSearch={{
                filterOption: (typed, option) =>
                  `${String(option?.value)} ${String(option?.label)}`.toLowerCase().includes(typed.toLowerCase()),
              }}
            />
          </label>
          <Select
            aria-label={t('understand.limit.by')}
            value={limit.order}
            popupMatchSelectWidth={false}
            onChange={(order) => onLimit({ ...limit, order })}
            options={(['down', 'up'] as const).map((value) => ({ value, label: t(`understand.limit.${value}`) }))}
          />
        </>
      ) : (
        <label title={t('understand.limit.seedAbout')}>
          {t('understand.limit.seed')}
          <InputNumber
            controls={false}
            min={0}
            precision={0}
            aria-label={t('understand.limit.seed')}
            value={limit.seed}
            onChange={(seed) => seed !== null && onLimit({ ...limit, seed })}
          />
        </label>
      )}
    </div>
  );
}

function Taken({ asked, limit }: { asked: Asked; limit: Limit }) {
  const { t } = useTranslation();
  const format = useFormat();
  const taken = useQuery({
    ...reading('limitAudience', { body: { ...asked, limit, shown: 10 } }),
    enabled: limit.kind === 'sample' || limit.by.trim() !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (taken.error || !taken.data) return <Waiting of={taken} />;
  const { values, tiedOut, unranked, items } = taken.data;
  const told = [
    t('understand.limit.taken', { taken: format.count(taken.data.taken), all: format.count(taken.data.count) }),
    values &&
      t('understand.limit.values', {
        least: format.decimal(values.least),
        most: format.decimal(values.most),
        mean: format.decimal(values.mean),
      }),
    tiedOut > 0 && t('understand.limit.tied', { count: tiedOut }),
    unranked > 0 && t('understand.limit.unranked', { count: unranked }),
  ].filter(Boolean);
  return (
    <>
      <p className="limit-told" role="status">
        {told.join(' ')}
      </p>
      {items.length > 0 && (
        <List
          label={t('understand.limit.first')}
          rows={items}
          rowKey={(one) => one.customerId}
          empty=""
          columns={[
            {
              title: t('understand.limit.customer'),
              render: (_, one) => (
                <Link to="/know/customers/$customer" params={{ customer: one.customerId }}>
                  {one.customerId}
                </Link>
              ),
            },
            {
              title: t('understand.limit.value'),
              align: 'right',
              render: (_, one) => (one.value === null ? '–' : format.decimal(one.value)),
            },
          ]}
        />
      )}
    </>
  );
}
