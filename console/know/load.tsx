import type { LoadReport } from '#contract';
import { Badge, EmptyState, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { List } from '../app/list.tsx';
import { AnswerPage, Page, Panel } from '../app/page.tsx';
import { Quarantine } from './load-quarantine.tsx';
import { asideOf, LoadState } from './load-state.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/loads/$load');
type FieldAudit = LoadReport['fields'][number];

export default function LoadScreen(): ReactNode {
  const { t } = useTranslation();
  const { load: id } = route.useParams();
  const load = useQuery(reading('readLoad', { params: { load: id } }));
  if (isProblem(load.error, 'missing'))
    return <EmptyState title={t('know.load.gone')} action={<Link to="/know/loads">{t('know.loads.title')}</Link>} />;
  return <AnswerPage of={load}>{(found) => <Report load={found} />}</AnswerPage>;
}

function Report({ load }: { load: LoadReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useCoded('know.reasons');
  const nothing = t(load.state === 'refused' ? 'know.load.nothingLoaded' : 'know.load.nothingAside');
  return (
    <Page
      title={load.feed}
      heading={
        <>
          {load.feed} <LoadState state={load.state} />
        </>
      }
      about={`${load.entity} · ${load.period ?? t('know.loads.snapshot')} · ${format.instant(load.at)} · ${format.span(load.ms)}`}
    >
      <div className="panels">
        {load.refusal && <Refusal refusal={load.refusal} />}
        <div className="columns">
          <Panel>
            <dl className="figures">
              <Count name={t('know.loads.rowsIn')} value={load.rowsIn} />
              <Count name={t('know.loads.kept')} value={load.kept} />
              <Count name={t('know.loads.quarantined')} value={asideOf(load)} />
              <Count name={t('know.loads.drifted')} value={load.fields.filter((f) => f.drifted).length} />
            </dl>
            <p className="quiet small files">
              {t('know.load.files')}: {load.files.join(' · ')}
            </p>
          </Panel>
          <Panel title={t('know.load.byReason')}>
            <List
              label={t('know.load.byReason')}
              rows={load.quarantined}
              rowKey={(row) => row.reason}
              columns={[
                { title: t('know.load.reason'), render: (_, row) => reason(row.reason) ?? row.reason },
                { title: t('know.load.count'), align: 'right', render: (_, row) => format.count(row.count) },
              ]}
              empty={<p className="quiet">{nothing}</p>}
            />
          </Panel>
        </div>
        <Panel title={t('know.load.fields')} more={<span className="quiet small">{t('know.load.fieldsNote')}</span>}>
          <Fields fields={load.fields} />
        </Panel>
        <Quarantine load={load} nothing={nothing} />
      </div>
    </Page>
  );
}

function Refusal({ refusal }: { refusal: NonNullable<LoadReport['refusal']> }) {
  const { t } = useTranslation();
  const { file, line, column, reason } = refusal;
  const known = file !== null && line !== null;
  return (
    <Alert
      type="error"
      showIcon
      title={t('know.load.refused')}
      description={known ? t('know.load.refusedAt', { file, line, column: column ?? '–', reason }) : reason}
    />
  );
}

function Count({ name, value }: { name: string; value: number }) {
  const format = useFormat();
  return (
    <div>
      <dt>{name}</dt>
      <dd title={format.count(value)}>{format.short(value)}</dd>
    </div>
  );
}

function Fields({ fields }: { fields: readonly FieldAudit[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = (one: FieldAudit['min']) => (typeof one === 'number' ? format.decimal(one) : (one ?? '–'));
  return (
    <List
      label={t('know.load.fields')}
      rows={fields}
      rowKey={(field) => field.field}
      columns={[
        { title: t('know.load.field'), render: (_, field) => <code>{field.field}</code> },
        { title: t('know.load.nullRate'), align: 'right', render: (_, field) => format.percent(field.nullRate) },
        { title: t('know.load.distinct'), align: 'right', render: (_, field) => format.count(field.distinct) },
        { title: t('know.load.min'), align: 'right', render: (_, field) => value(field.min) },
        { title: t('know.load.median'), align: 'right', render: (_, field) => value(field.median) },
        { title: t('know.load.max'), align: 'right', render: (_, field) => value(field.max) },
        {
          title: t('know.load.psi'),
          align: 'right',
          render: (_, field) => (
            <>
              {field.drifted && <Badge tone="attention">{t('know.load.moved')}</Badge>}{' '}
              {field.psi === null ? '–' : format.decimal(field.psi)}
            </>
          ),
        },
      ]}
      empty={t('know.load.noFields')}
    />
  );
}
