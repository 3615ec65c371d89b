import type { LoadReport } from '#contract';
import { Badge, EmptyState, useFormat } from '#parts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { asideOf, LoadState } from './loads.tsx';
import './know.css';

const route = getRouteApi('/signed-in/know/loads/$load');
const stride = 100;
type FieldAudit = LoadReport['fields'][number];

/** The contract has lists of loads only, so one load is looked up in them, newest first. */
const findLoad = (id: string) =>
  queryOptions({
    queryKey: ['listLoads', { params: { id } }],
    queryFn: async ({ signal }) => {
      for (let offset = 0; ; offset += stride) {
        const { total, items } = await client.listLoads({ query: { limit: stride, offset } }, { signal });
        const found = items.find((load) => load.id === id);
        if (found || offset + stride >= total) return found ?? null;
      }
    },
  });

export default function LoadScreen() {
  const { t } = useTranslation();
  const { load: id } = route.useParams();
  const load = useQuery(findLoad(id));
  return (
    <Answer of={load}>
      {(found) =>
        found ? (
          <Report load={found} />
        ) : (
          <EmptyState title={t('know.load.gone')} action={<Link to="/know/loads">{t('know.loads.title')}</Link>} />
        )
      }
    </Answer>
  );
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
        <Quarantine load={load.id} nothing={nothing} />
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

function Quarantine({ load, nothing }: { load: string; nothing: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useCoded('know.reasons');
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const rows = useQuery({
    ...reading('listQuarantine', { params: { load }, query: pageOf(page) }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title={t('know.load.rows')} more={<span className="quiet small">{t('know.load.rowsNote')}</span>}>
      <Answer of={rows}>
        {(data) => (
          <List
            label={t('know.load.rows')}
            rows={data.items}
            rowKey={(row) => `${row.file} ${row.line} ${row.column} ${row.reason}`}
            paging={{ total: data.total, page, onPage: (to) => void navigate({ search: { page: to } }) }}
            columns={[
              { title: t('know.load.file'), dataIndex: 'file' },
              { title: t('know.load.line'), align: 'right', render: (_, row) => format.count(row.line) },
              { title: t('know.load.column'), render: (_, row) => <code>{row.column}</code> },
              { title: t('know.load.value'), render: (_, row) => <code className="clip">{row.value}</code> },
              { title: t('know.load.reason'), render: (_, row) => reason(row.reason) ?? row.reason },
            ]}
            empty={<p className="quiet">{nothing}</p>}
          />
        )}
      </Answer>
    </Panel>
  );
}
