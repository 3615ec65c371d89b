import { address, routes, type AuditFilter, type AuditRow } from '#contract';
import { Ago, Badge, EmptyState, useErrorWords, useFormat } from '#parts';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button, Input, Select, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { Listing, useListing } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';
import './administration.css';
import { DayInput } from '../app/day-input.tsx';

const route = getRouteApi('/signed-in/administration/audit');
const actions = Object.entries(routes)
  .filter(([, one]) => 'audit' in one && one.audit)
  .map(([name]) => name)
  .toSorted();

/** What was done that must be known: by whom, to what, when; and whether the log is as it was written. */
export default function AuditScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { job } = search;
  const navigate = route.useNavigate();
  const columns = useColumns();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const filter = filterOf(search);
  const log = useListing({
    search,
    look,
    sorts: ['id', 'actor', 'action'],
    first: ['id', 'down'],
    ask: (page) => reading('listAudit', { query: { ...filter, ...page } }),
  });
  return (
    <Page title={t('administration.audit.title')} about={t('administration.audit.about')}>
      <div className="panels">
        {job !== undefined && <JobWatch job={job} changes={['listAudit']} onHide={() => look({ job: undefined })} />}
        {log.answer.data && <Chain checked={log.answer.data.checked} onJob={(started) => look({ job: started })} />}
        <Panel>
          <Listing
            of={log}
            views="audit"
            label={t('administration.audit.title')}
            rowKey={(row) => String(row.id)}
            columns={columns}
            filters={<AuditFilters filter={filter} look={look} />}
            file={{ name: 'audit-log', href: `/api${address(routes.exportAudit, { query: filter })}` }}
            empty={
              <EmptyState title={t('administration.audit.nothing')}>
                {t('administration.audit.nothingAdvice')}
              </EmptyState>
            }
          />
        </Panel>
      </div>
    </Page>
  );
}

function useColumns(): TableColumnsType<AuditRow> {
  const { t } = useTranslation();
  return [
    { title: '#', key: 'id', align: 'right', render: (_, row) => row.id },
    { title: t('administration.audit.actor'), key: 'actor', render: (_, row) => row.actor },
    { title: t('administration.audit.action'), key: 'action', render: (_, row) => <code>{row.action}</code> },
    {
      title: t('administration.audit.subject'),
      render: (_, row) => <span className="clip clip-short">{row.subject ?? '–'}</span>,
    },
    {
      title: t('administration.audit.detail'),
      render: (_, row) => {
        const detail = JSON.stringify(row.detail);
        return (
          <code className="clip" title={detail}>
            {detail === 'null' ? '' : detail}
          </code>
        );
      },
    },
    {
      title: t('administration.audit.at'),
      align: 'right',
      render: (_, row) => <Ago at={row.at} />,
    },
  ];
}

function Filter({
  label,
  value,
  onFind,
}: {
  label: string;
  value: string | undefined;
  onFind: (value: string | undefined) => void;
}) {
  return (
    <Input.Search
      key={value ?? ''}
      className="administration-filter"
      allowClear
      aria-label={label}
      placeholder={label}
      defaultValue={value ?? ''}
      onSearch={(typed) => onFind(typed.trim() || undefined)}
    />
  );
}

type Checked = { readonly at: string; readonly upTo: number; readonly intact: boolean } | null;

/** What the newest check has found, and two ways to check again. Looking at the log does not check it. */
function Chain({ checked, onJob }: { checked: Checked; onJob: (job: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useErrorWords();
  const verify = useMutation({
    mutationFn: (from: 'first' | 'checked') => client.verifyAudit({ body: { from } }),
    onSuccess: ({ job }) => onJob(job),
  });
  return (
    <Panel title={t('administration.audit.chain')}>
      <div className="chain">
        <span>
          {checked ? (
            <>
              <Badge tone={checked.intact ? 'good' : 'bad'}>
                {t(checked.intact ? 'administration.audit.intact' : 'administration.audit.broken')}
              </Badge>{' '}
              {t(checked.intact ? 'administration.audit.upTo' : 'administration.audit.brokenAfter', {
                row: format.count(checked.upTo),
              })}{' '}
              <Ago at={checked.at} />
            </>
          ) : (
            <span className="quiet">{t('administration.audit.unchecked')}</span>
          )}
        </span>
        <span className="chain-acts">
          <Button loading={verify.isPending} onClick={() => verify.mutate('checked')}>
            {t('administration.audit.verifyNew')}
          </Button>
          <Button loading={verify.isPending} onClick={() => verify.mutate('first')}>
            {t('administration.audit.verifyAll')}
          </Button>
        </span>
      </div>
      {verify.error && <Alert type="error" role="alert" title={words(verify.error)} />}
    </Panel>
  );
}

interface AuditFiltersProps {
  readonly filter: AuditFilter;
  readonly look: (change: AuditFilter) => void;
}

function AuditFilters({ filter: { actor, action, subject, from, to }, look }: AuditFiltersProps) {
  const { t } = useTranslation();
  return (
    <>
      <Filter label={t('administration.audit.actor')} value={actor} onFind={(value) => look({ actor: value })} />
      <Select
        className="choice"
        aria-label={t('administration.audit.action')}
        value={action ?? ''}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        onChange={(chosen) => look({ action: chosen || undefined })}
        options={[
          { value: '', label: t('administration.audit.anyAction') },
          ...actions.map((one) => ({ value: one, label: one })),
        ]}
      />
      <Filter label={t('administration.audit.subject')} value={subject} onFind={(value) => look({ subject: value })} />
      <label className="day-filter">
        {t('administration.audit.from')}
        <DayInput value={from ?? ''} onChange={(day) => look({ from: day || undefined })} />
      </label>
      <label className="day-filter">
        {t('administration.audit.to')}
        <DayInput value={to ?? ''} onChange={(day) => look({ to: day || undefined })} />
      </label>
    </>
  );
}

/** What of an address is asked; absent filters are not sent. */
function filterOf({ actor, action, subject, from, to }: AuditFilter): AuditFilter {
  return {
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(subject !== undefined && { subject }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}
