import { useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { Pickers } from '../../app/where.tsx';

export const thisMonth = (): string => new Date().toISOString().slice(0, 7);

/** The months that have been gathered, newest first, and the one that is looked at: the address's, else the newest that is over. */
export function useMonths(chosen: string | undefined) {
  const months = useQuery(reading('listMonths'));
  const items = months.data?.items ?? [];
  const [running] = useState(thisMonth);
  const newest = items.find((one) => one.month < running) ?? items[0];
  return { months, items, running, month: chosen ?? newest?.month };
}

interface MonthPickerProps {
  readonly items: readonly { readonly month: string }[];
  readonly month: string | undefined;
  readonly onChoose: (month: string) => void;
}

export function MonthPicker({ items, month, onChoose }: MonthPickerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = items.some((one) => one.month === month) || month === undefined ? items : [{ month }, ...items];
  if (known.length === 0) return null;
  return (
    <Pickers>
      <Select
        className="picker"
        size="small"
        variant="borderless"
        aria-label={t('app.period')}
        value={month ?? null}
        onChange={(to: string) => onChoose(to)}
        options={known.map((one) => ({ value: one.month, label: format.period(one.month) }))}
      />
    </Pickers>
  );
}
