import { entities } from '#contract';
import { SparkLine, useFormat, useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import { useUnitWords } from '../app/unit-words.ts';
import { monthly, type CustomerView, type Series } from './customer-view.ts';

/** Usage and bills as thin lines over the months, each with its newest figure. */
export function CustomerUsage({ view }: { view: CustomerView }) {
  const { t } = useTranslation();
  const usage = (['bill', 'usage'] as const).map((entity) => ({
    entity,
    series: monthly(view.entities[entity] ?? []),
  }));
  const months = usage.flatMap(({ series }) => series[0]?.months ?? []);
  if (months.length === 0) return null;
  return (
    <Panel title={t('know.customer.usage')} more={<MonthsNote months={months} />}>
      <ul className="usage">
        {usage.flatMap(({ entity, series }) =>
          series
            .filter((one) => one.values.some((value) => value !== null && value !== 0))
            .map((one) => <Measure key={`${entity} ${one.field}`} entity={entity} series={one} />),
        )}
      </ul>
    </Panel>
  );
}

function MonthsNote({ months }: { months: readonly number[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (month: number) => format.period(`${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`);
  return (
    <span className="quiet small">
      {t('know.customer.months', { from: name(Math.min(...months)), to: name(Math.max(...months)) })}
    </span>
  );
}

function Measure({ entity, series }: { entity: 'bill' | 'usage'; series: Series }) {
  const text = useText();
  const format = useFormat();
  const unit = useUnitWords();
  const known: Record<string, { label: { en: string; zh: string }; unit?: string }> = entities[entity].fields;
  const field = known[series.field];
  const label = field ? text(field.label) : series.field;
  const last = series.values.findLast((value) => value !== null);
  const said = `${label}: ${series.values.map((value) => (value === null ? '–' : format.decimal(value, 1))).join(', ')}`;
  return (
    <li title={said}>
      <span>{label}</span>
      <SparkLine values={series.values} label={said} width={88} height={22} />
      <span className="gl-right">
        {last === undefined || last === null ? '–' : format.decimal(last, 1)}
        {field?.unit && <span className="quiet small"> {unit(field.unit.replace('/month', ''))}</span>}
      </span>
    </li>
  );
}
