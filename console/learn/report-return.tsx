import type { ReturnReport } from '#contract';
import { ChartFrame, EmptyState, Figure, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { barOf, type WaterfallBar } from './waterfall.ts';

type Step = ReturnReport['waterfall'][number];

/** From the audience to the profit, and every figure that people call return, with its definition. */
export function ReportReturn({ id }: { id: string }) {
  const { t } = useTranslation();
  const found = useQuery({ ...reading('campaignReturn', { params: { id } }), staleTime: 60_000 });
  return (
    <Panel title={t('learn.return.title')}>
      <Answer of={found}>
        {(one) => (
          <div className="panels">
            <div className="columns">
              <Waterfall id={id} unit="customers" steps={one.waterfall} />
              <Waterfall id={id} unit="yuan" steps={one.waterfall} />
            </div>
            <div className="columns">
              <Definitions returns={one.returns} />
              <Costs report={one} />
            </div>
          </div>
        )}
      </Answer>
    </Panel>
  );
}

function Waterfall({ id, unit, steps }: { id: string; unit: Step['unit']; steps: readonly Step[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = steps.filter((step) => step.unit === unit);
  const bars = barOf(own);
  const stepWords = useStepWords();
  const words = (step: Step) => stepWords(step.step);
  const write = (value: number) => (unit === 'yuan' ? format.money(value) : format.short(value));
  return (
    <ChartFrame
      title={t(`learn.return.${unit}`)}
      file={`${id}-${unit}`}
      table={{
        header: [t('learn.return.step'), t(`learn.return.unit.${unit}`)],
        rows: own.map((step) => [words(step), step.value]),
        shown: own.map((step) => [words(step), step.value === null ? '–' : write(step.value)]),
      }}
    >
      {(titleId) => (
        <ol className="waterfall" aria-labelledby={titleId}>
          {bars.map((bar) => (
            <li key={bar.step.step}>
              <span>{words(bar.step)}</span>
              <span className="waterfall-track" aria-hidden="true">
                <Bar bar={bar} />
              </span>
              <span className="right">
                <Figure kind={unit === 'yuan' ? 'money' : 'count'} value={bar.step.value} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </ChartFrame>
  );
}

function Bar({ bar: { from, to, total, lost } }: { bar: WaterfallBar }) {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  return (
    <span
      className={`waterfall-bar ${lost ? 'waterfall-lost' : ''} ${total ? 'waterfall-total' : ''}`}
      style={{ left: `${100 * left}%`, width: `${Math.max(0.4, 100 * (right - left))}%` }}
    />
  );
}

const steps = [
  'audience',
  'excluded',
  'control',
  'targets',
  'contacted',
  'successes',
  'incremental-successes',
  'incremental-revenue',
  'incremental-margin',
  'contacts',
  'rewards',
  'fixed',
  'profit',
] as const;

/** What a step or a kind of cost is called; one that this console does not know yet keeps its code. */
function useStepWords(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => {
    const known = steps.find((one) => one === code);
    return known ? t(`learn.return.steps.${known}`) : code;
  };
}

const definitions = ['revenue-per-yuan', 'revenue-return', 'margin-return', 'profit', 'payback-months'] as const;

function Definitions({ returns }: Pick<ReturnReport, 'returns'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const written = (definition: string, value: number | null) => {
    if (value === null) return t('learn.return.open');
    if (definition === 'profit') return format.moneyExact(value);
    if (definition === 'payback-months') return t('learn.return.months', { months: format.decimal(value, 1) });
    return definition === 'revenue-per-yuan' ? format.decimal(value, 2) : format.percent(value);
  };
  if (returns.length === 0) return <EmptyState title={t('learn.return.none')} />;
  return (
    <div className="gl-table-scroll" tabIndex={0} role="group" aria-label={t('learn.return.definitions')}>
      <table className="gl-table">
        <caption className="table-caption">{t('learn.return.definitions')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('learn.return.called')}</th>
            <th scope="col">{t('learn.return.formula')}</th>
            <th scope="col" className="gl-right">
              {t('learn.return.value')}
            </th>
          </tr>
        </thead>
        <tbody>
          {returns.map(({ definition, value }) => {
            const known = definitions.find((one) => one === definition);
            return (
              <tr key={definition}>
                <td>{known ? t(`learn.return.of.${known}`) : definition}</td>
                <td>{known && t(`learn.return.how.${known}`)}</td>
                <td className="gl-right">{written(definition, value)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Costs({ report: { costs, plan } }: { report: ReturnReport }) {
  const { t } = useTranslation();
  const stepWords = useStepWords();
  const format = useFormat();
  const row = (name: string, yuan: number) => (
    <tr key={name}>
      <td>{name}</td>
      <td className="gl-right">{format.moneyExact(yuan)}</td>
    </tr>
  );
  return (
    <table className="gl-table">
      <caption className="table-caption">{t('learn.return.costs')}</caption>
      <tbody>
        {costs.map(({ kind, yuan }) => row(stepWords(kind), yuan))}
        {row(t('learn.return.spent'), plan.spentYuan)}
        {row(t('learn.return.planned'), plan.budgetYuan)}
        {row(t('learn.return.left'), plan.left)}
      </tbody>
    </table>
  );
}
