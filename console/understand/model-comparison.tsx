import type { ModelReport } from '#contract';
import { useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { ShareCurve } from './model-charts.tsx';

interface Props {
  readonly model: string;
  readonly versions: readonly [number, number];
}

/** Two versions side by side: their figures, and their curves on one chart. */
export function ModelComparison({ model, versions: [one, other] }: Props) {
  const { t } = useTranslation();
  const first = useQuery(reading('modelReport', { params: { id: model, version: String(one) } }));
  const second = useQuery(reading('modelReport', { params: { id: model, version: String(other) } }));
  return (
    <Panel title={t('understand.models.comparison', { one, other })}>
      <Answer of={first}>
        {(a) => (
          <Answer of={second}>
            {(b) => (
              <>
                <Figures
                  rows={[
                    { version: one, report: a.report },
                    { version: other, report: b.report },
                  ]}
                />
                {a.report?.kind === 'prediction' && b.report?.kind === 'prediction' && (
                  <ShareCurve
                    title={t('understand.models.report.rocBoth')}
                    note={t('understand.models.report.rocNote')}
                    file={`${model}-${one}-${other}-roc`}
                    curves={[
                      { name: t('understand.models.versionShort', { version: one }), points: a.report.roc },
                      { name: t('understand.models.versionShort', { version: other }), points: b.report.roc },
                    ]}
                    random={(x) => x}
                    axis={t('understand.models.report.falsePositives')}
                  />
                )}
              </>
            )}
          </Answer>
        )}
      </Answer>
    </Panel>
  );
}

function Figures({ rows }: { rows: readonly { version: number; report: ModelReport | null }[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const measures = rows.map(({ report }) => measuresOf(report));
  const names = [...new Set(measures.flatMap((of) => Object.keys(of) as Measure[]))];
  const figure = (value: number | undefined) => (value === undefined ? '–' : format.aligned(value, 4));
  if (names.length === 0) return <p className="quiet">{t('understand.models.report.none')}</p>;
  return (
    <div className="gl-table-scroll" tabIndex={0} role="group" aria-label={t('understand.models.quality')}>
      <table className="gl-table">
        <thead>
          <tr>
            <th scope="col">{t('understand.models.version')}</th>
            {names.map((name) => (
              <th key={name} scope="col" className="gl-right">
                {t(`understand.models.measures.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ version }, i) => (
            <tr key={version}>
              <th scope="row">{t('understand.models.versionShort', { version })}</th>
              {names.map((name) => (
                <td key={name} className="gl-right">
                  {figure(measures[i]?.[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Measure =
  | 'auc'
  | 'averagePrecision'
  | 'brier'
  | 'topLift'
  | 'r2'
  | 'meanAbsoluteError'
  | 'qini'
  | 'areaUnderUplift';

function measuresOf(report: ModelReport | null): Readonly<Partial<Record<Measure, number>>> {
  if (report?.kind === 'prediction')
    return {
      auc: report.auc.estimate,
      averagePrecision: report.averagePrecision,
      brier: report.brier,
      topLift: report.deciles[0]?.lift ?? 0,
    };
  if (report?.kind === 'value') return { r2: report.r2, meanAbsoluteError: report.meanAbsoluteError };
  const [arm] = report?.arms ?? [];
  return arm ? { qini: arm.qini.estimate, areaUnderUplift: arm.areaUnderUplift.estimate } : {};
}
