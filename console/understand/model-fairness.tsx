import type { PredictionReport } from '#contract';
import { Chart, linesOption, useFormat, useText, useTokens } from '#parts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';

/** How far the score's spread in other months is from that of training. */
export function Stability({ rows, file }: { rows: PredictionReport['stability']; file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const option = useMemo(
    () =>
      linesOption(look, [{ name: 'PSI', meaning: 'treated', points: rows.map(({ psi }) => ({ value: psi })) }], {
        steps: rows.map(({ period }) => format.period(period)),
        write: (value) => format.decimal(value, 3),
      }),
    [rows, look, format],
  );
  if (rows.length === 0) return null;
  const worst = Math.max(...rows.map(({ psi }) => psi));
  return (
    <Panel>
      <Chart
        title={t(worst >= 0.25 ? 'understand.models.report.unstable' : 'understand.models.report.stable', {
          psi: format.decimal(worst, 2),
        })}
        note={t('understand.models.report.stabilityNote')}
        option={option}
        height={220}
        file={`${file}-stability`}
        table={{
          header: [t('understand.models.month'), 'PSI', t('understand.models.report.columns.customers')],
          rows: rows.map(({ period, psi, customers }) => [period, psi, customers]),
          shown: rows.map((row) => [
            format.period(row.period),
            format.aligned(row.psi, 3),
            format.count(row.customers),
          ]),
        }}
      />
    </Panel>
  );
}

/** Whether the groups of a field are treated alike: who would be chosen, and how well each is foretold. */
export function Fairness({ items }: { items: PredictionReport['fairness'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  if (items.length === 0) return null;
  const columns = ['group', 'customers', 'observed', 'meanScore', 'selected', 'recall', 'auc'] as const;
  return (
    <Panel title={t('understand.models.report.fairness')}>
      <p className="quiet small">{t('understand.models.report.fairnessNote')}</p>
      {items.map((item) => (
        <div key={item.field} className="gl-table-scroll" tabIndex={0} role="group" aria-label={text(item.label)}>
          <table className="gl-table">
            <caption>{text(item.label)}</caption>
            <thead>
              <tr>
                {columns.map((name) => (
                  <th key={name} scope="col" className={name === 'group' ? undefined : 'gl-right'}>
                    {t(`understand.models.report.columns.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {item.groups.map((group) => (
                <tr key={group.value ?? ''}>
                  <th scope="row">{group.value ?? t('understand.models.report.missing')}</th>
                  <td className="gl-right">{format.count(group.customers)}</td>
                  <td className="gl-right">{format.percent(group.observed)}</td>
                  <td className="gl-right">{format.percent(group.meanScore)}</td>
                  <td className="gl-right">{format.percent(group.selected)}</td>
                  <td className="gl-right">{group.recall === null ? '–' : format.percent(group.recall)}</td>
                  <td className="gl-right">{group.auc === null ? '–' : format.aligned(group.auc, 3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </Panel>
  );
}
