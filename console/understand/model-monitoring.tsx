import type { MonitoringRow } from '#contract';
import { Badge, Chart, linesOption, useFormat, useText, useTokens, type Line } from '#parts';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';

/** How the published versions hold up, month by month: shift of the score, and AUC where outcomes are known. */
export function ModelMonitoring({ model, rows }: { model: string; rows: readonly MonitoringRow[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const [job, setJob] = useState<string>();
  const look = useMutation({
    mutationFn: () => client.monitorModels({ body: {} }),
    onSuccess: (made) => setJob(made.job),
  });
  return (
    <Panel
      title={t('understand.models.monitoring.title')}
      more={
        may('models.write') && (
          <Button size="small" loading={look.isPending} onClick={() => look.mutate()}>
            {t('understand.models.monitoring.now')}
          </Button>
        )
      }
    >
      {job !== undefined && (
        <JobWatch job={job} changes={['readModel', 'listModels']} onHide={() => setJob(undefined)} />
      )}
      {rows.length === 0 ? (
        <p className="quiet">{t('understand.models.monitoring.none')}</p>
      ) : (
        <Drift model={model} rows={rows} />
      )}
    </Panel>
  );
}

function Drift({ model, rows }: { model: string; rows: readonly MonitoringRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const periods = useMemo(() => [...new Set(rows.map(({ period }) => period))].sort(), [rows]);
  const versions = useMemo(() => [...new Set(rows.map(({ version }) => version))], [rows]);
  const option = useMemo(() => {
    const lines = versions.map((version, i): Line => ({
      name: t('understand.models.versionShort', { version }),
      meaning: i === versions.length - 1 ? 'treated' : 'control',
      points: periods.map((period) => ({
        value: rows.find((row) => row.version === version && row.period === period)?.psi ?? null,
      })),
    }));
    return linesOption(look, lines, {
      steps: periods.map((period) => format.period(period)),
      write: (value) => format.decimal(value, 3),
    });
  }, [versions, periods, rows, look, format, t]);
  const alarms = rows.filter((row) => row.period === periods.at(-1)).flatMap((row) => row.alarms);
  return (
    <>
      <Alarms alarms={alarms} />
      <Chart
        title={t(alarms.length > 0 ? 'understand.models.monitoring.moved' : 'understand.models.monitoring.still')}
        note={t('understand.models.monitoring.note')}
        option={option}
        height={200}
        file={`${model}-monitoring`}
        table={{
          header: [
            t('understand.models.month'),
            t('understand.models.version'),
            t('understand.models.monitoring.customers'),
            t('understand.models.monitoring.mean'),
            'PSI',
            'AUC',
          ],
          rows: rows.map((row) => [row.period, row.version, row.customers, row.meanScore, row.psi, row.auc]),
          shown: rows.map((row) => [
            format.period(row.period),
            format.count(row.version),
            format.count(row.customers),
            format.aligned(row.meanScore, 4),
            format.aligned(row.psi, 3),
            row.auc === null ? '–' : format.aligned(row.auc, 3),
          ]),
        }}
      />
    </>
  );
}

function Alarms({ alarms }: { alarms: MonitoringRow['alarms'] }) {
  const { t } = useTranslation();
  const text = useText();
  if (alarms.length === 0) return null;
  return (
    <ul className="model-alarms">
      {alarms.map((alarm) => (
        <li key={alarm.words.en}>
          <Badge tone="bad">{t(`understand.models.monitoring.codes.${alarm.code}`)}</Badge> {text(alarm.words)}
        </li>
      ))}
    </ul>
  );
}
