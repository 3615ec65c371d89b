import type { FieldDifference } from '#contract';
import { EmptyState, useFormat, useText, type Formatters } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { useUnitWords } from '../app/unit-words.ts';
import { Waiting, type Asked } from './asked.tsx';

/** The ten fields that set these people apart, the farthest first, as bars from everybody's value. */
export function Profile({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const format = useFormat();
  const profile = useQuery({
    ...reading('profileAudience', { body: { ...asked, limit: 10 } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { data } = profile;
  const note = data?.sampled
    ? t('understand.profile.sampled', {
        customers: format.short(data.customers),
        population: format.short(data.population),
      })
    : t('understand.profile.note');
  return (
    <Panel title={t('understand.profile.title')} more={<span className="quiet small">{note}</span>}>
      {!data ? (
        <Waiting of={profile} />
      ) : data.items.length === 0 ? (
        <EmptyState title={t('understand.profile.nobody')} />
      ) : (
        <Differences items={data.items} />
      )}
    </Panel>
  );
}

function Differences({ items }: { items: readonly FieldDifference[] }) {
  const { t } = useTranslation();
  const widest = Math.max(...items.map((item) => Math.abs(item.difference)), 0.5);
  return (
    <div className="gl-table-scroll" tabIndex={0} role="group" aria-label={t('understand.profile.title')}>
      <table className="gl-table profile">
        <thead>
          <tr>
            <th scope="col">{t('understand.profile.field')}</th>
            <th scope="col" className="gl-right">
              {t('understand.profile.them')}
            </th>
            <th scope="col" className="gl-right">
              {t('understand.profile.everybody')}
            </th>
            <th scope="col" className="profile-bars">
              {t('understand.profile.difference')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <DifferenceRow key={item.field} item={item} widest={widest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DifferenceRow({ item, widest }: { item: FieldDifference; widest: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const unit = useUnitWords();
  const label = text(item.label);
  const up = item.difference > 0;
  const amount = (value: number) =>
    item.measure === 'share' ? format.percent(value) : `${figure(value, format)} ${unit(item.unit)}`.trim();
  const half = (Math.abs(item.difference) / widest) * 50;
  const said = t('understand.profile.explain', {
    difference: format.decimal(Math.abs(item.difference)),
    direction: t(up ? 'understand.profile.above' : 'understand.profile.below'),
  });
  return (
    <tr>
      <th scope="row" title={item.field}>
        {item.value === null ? label : t('understand.profile.share', { label, value: item.value })}
        {item.inRule && <span className="quiet small"> · {t('understand.profile.inRule')}</span>}
      </th>
      <td className="gl-right">{amount(item.audience)}</td>
      <td className="gl-right">{amount(item.population)}</td>
      <td className="profile-bars" title={said}>
        <span className="profile-bar" role="img" aria-label={said}>
          <span style={{ left: up ? '50%' : `${50 - half}%`, width: `${half}%` }} />
        </span>
      </td>
    </tr>
  );
}

function figure(value: number, format: Formatters): string {
  const size = Math.abs(value);
  return size >= 10_000 ? format.short(value) : format.decimal(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
