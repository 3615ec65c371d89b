import { JobState, type Job } from '#contract';
import { Ago, Badge, EmptyState, useErrorWords, useFormat, type Tone } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input, Progress, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { useJobWords } from '../app/job-words.ts';
import { Choice, oneOf, SearchBox } from '../app/list-filters.tsx';
import { Listing, NothingFits, useListing, type Look } from '../app/listing.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useServerWords } from '../app/server-words.ts';
import './administration.css';

const route = getRouteApi('/signed-in/administration/operations');
const tones: Readonly<Record<Job['state'], Tone>> = {
  waiting: 'quiet',
  running: 'accent',
  done: 'good',
  failed: 'bad',
  cancelled: 'attention',
};

/** The engines and what they stand on, long actions, and the backup. */
export default function OperationsScreen(): ReactNode {
  const { t } = useTranslation();
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const follow = (id: string | undefined) => void navigate({ search: (now) => ({ ...now, job: id }), replace: true });
  return (
    <Page title={t('administration.operations.title')} about={t('administration.operations.about')}>
      <div className="panels">
        {job !== undefined && <JobWatch job={job} changes={['listJobs', 'doctor']} onHide={() => follow(undefined)} />}
        <div className="columns">
          <Doctor />
          <Backup onJob={follow} />
        </div>
        <Jobs />
      </div>
    </Page>
  );
}

function Doctor() {
  const { t, i18n } = useTranslation();
  const words = useServerWords('administration.findings');
  const doctor = useQuery({ ...reading('doctor'), refetchInterval: 30_000 });
  const name = (check: string): string => {
    const key = `administration.checks.${check.replace(' ', '_')}`;
    return i18n.exists(key) ? (i18n.t as unknown as (key: string) => string)(key) : check;
  };
  return (
    <Panel
      title={t('administration.operations.doctor')}
      more={
        <Button size="small" loading={doctor.isFetching} onClick={() => void doctor.refetch()}>
          {t('administration.operations.again')}
        </Button>
      }
    >
      <Answer of={doctor}>
        {({ checks }) => (
          <ul className="checks">
            {checks.map((check) => (
              <li key={check.name}>
                <Badge tone={check.ok ? 'good' : 'bad'}>
                  {t(check.ok ? 'administration.operations.ok' : 'administration.operations.wrong')}
                </Badge>
                <span>{name(check.name)}</span>
                <span className="checks-value">{words(check.value)}</span>
                {check.advice && <p>{words(check.advice)}</p>}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}

function Backup({ onJob }: { onJob: (job: string) => void }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const backup = useMutation({
    mutationFn: ({ file }: { file: string }) => client.backup({ body: { file } }),
    onSuccess: ({ job }) => onJob(job),
  });
  return (
    <Panel title={t('administration.operations.backup')}>
      <p className="quiet backup-about">{t('administration.operations.backupAbout')}</p>
      <Form layout="vertical" requiredMark={false} onFinish={(wanted: { file: string }) => backup.mutate(wanted)}>
        <Form.Item
          name="file"
          label={t('administration.operations.file')}
          rules={[{ required: true, message: t('administration.operations.fileMissing') }]}
        >
          <Input spellCheck={false} placeholder="/var/backups/gridloop-2026-11-22.tar" />
        </Form.Item>
        {backup.error && <Alert type="error" role="alert" title={words(backup.error)} />}
        <Button htmlType="submit" loading={backup.isPending}>
          {t('administration.operations.backUp')}
        </Button>
      </Form>
    </Panel>
  );
}

interface Filters {
  readonly text?: string | undefined;
  readonly state?: Job['state'] | undefined;
}

function JobFilters({ text, state, look }: Filters & { look: Look<Filters> }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchBox
        label={t('administration.operations.search')}
        value={text}
        onSearch={(typed) => look({ text: typed })}
      />
      <Choice
        label={t('administration.operations.state')}
        any={t('administration.operations.anyState')}
        value={state}
        onChoose={(chosen) => look({ state: chosen })}
        options={JobState.options.map((one) => ({ value: one, label: t(`administration.operations.states.${one}`) }))}
      />
    </>
  );
}

function Jobs() {
  const { t } = useTranslation();
  const columns = useJobColumns();
  const words = useJobWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '' } = search;
  const state = oneOf(JobState.options, search.state);
  const jobs = useListing({
    search,
    look,
    sorts: ['created', 'name', 'state', 'started', 'took'],
    first: ['created', 'down'],
    ask: (page) => reading('listJobs', { query: { text, ...page, ...(state && { state }) } }),
    refetchMs: 5000,
  });
  return (
    <Panel title={t('administration.operations.jobs')}>
      <Listing
        of={jobs}
        views="operations"
        label={t('administration.operations.jobs')}
        columns={columns}
        rowKey={(job) => job.id}
        filters={<JobFilters text={text} state={state} look={look} />}
        file={{
          name: 'jobs',
          header: ['id', 'name', 'state', 'by', 'subject', 'started_at', 'finished_at', 'message'],
          row: (job) => [
            job.id,
            job.name,
            job.state,
            job.by,
            job.subject,
            job.startedAt,
            job.finishedAt,
            words.told(job),
          ],
        }}
        empty={
          text !== '' || state ? (
            <NothingFits />
          ) : (
            <EmptyState title={t('administration.operations.noJobs')}>
              {t('administration.operations.noJobsAdvice')}
            </EmptyState>
          )
        }
      />
    </Panel>
  );
}

function useJobColumns(): TableColumnsType<Job> {
  const { t } = useTranslation();
  const words = useJobWords();
  const format = useFormat();
  return [
    {
      title: t('administration.operations.name'),
      key: 'name',
      render: (_, job) => (
        <span title={job.name}>
          {words.name(job)} {job.subject !== null && <span className="quiet small">{job.subject}</span>}
        </span>
      ),
    },
    {
      title: t('administration.operations.state'),
      key: 'state',
      render: (_, job) => <Badge tone={tones[job.state]}>{t(`administration.operations.states.${job.state}`)}</Badge>,
    },
    {
      title: t('administration.operations.progress'),
      render: (_, job) =>
        job.state === 'running' ? (
          <Progress
            size="small"
            percent={Math.round(job.progress * 100)}
            aria-label={words.name(job)}
            className="job-bar"
          />
        ) : (
          <Clipped text={words.told(job)} />
        ),
    },
    {
      title: t('administration.operations.took'),
      key: 'took',
      align: 'right',
      render: (_, job) => took(job, format.span),
    },
    {
      title: t('administration.operations.started'),
      key: 'started',
      align: 'right',
      render: (_, job) => (job.startedAt ? <Ago at={job.startedAt} /> : '–'),
    },
    { title: '', align: 'right', render: (_, job) => <Cancel job={job} /> },
  ];
}

const Clipped = ({ text }: { text: string }) => (
  <span className="clip quiet" title={text}>
    {text}
  </span>
);

const took = (job: Job, span: (ms: number) => string): string =>
  job.startedAt && job.finishedAt ? span(new Date(job.finishedAt).getTime() - new Date(job.startedAt).getTime()) : '–';

function Cancel({ job }: { job: Job }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const cancel = useMutation({
    mutationFn: () => client.cancelJob({ params: { id: job.id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['listJobs'] }),
    onError: (error) => void message.error(words(error)),
  });
  if (job.state !== 'running' && job.state !== 'waiting') return null;
  return (
    <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      {t('app.cancel')}
    </Button>
  );
}
