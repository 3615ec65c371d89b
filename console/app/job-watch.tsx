import { ErrorState, ProblemList, useErrorWords } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Job } from '#contract';
import { Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading, type Reading } from './client.ts';
import { problemOf, useJobWords } from './job-words.ts';
import { Panel } from './page.tsx';

const askAgainMs = 1000;
const ended = (job: Job | undefined): boolean =>
  job !== undefined && job.state !== 'waiting' && job.state !== 'running';

interface JobWatchProps {
  readonly job: string;
  /** What the job changes, and so has to be asked anew when it has ended. */
  readonly changes: readonly Reading[];
  readonly onHide: () => void;
}

/** A long action: how far it is, how to stop it, what became of it; when it ends, what it changed is asked anew. */
export function JobWatch({ job: id, changes, onHide }: JobWatchProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: job, error } = useQuery({
    ...reading('readJob', { params: { id } }),
    refetchInterval: (query) => (ended(query.state.data) || query.state.error ? false : askAgainMs),
  });
  const over = ended(job);
  const names = changes.join(' ');
  useEffect(() => {
    if (!over) return;
    for (const route of names.split(' ')) void queries.invalidateQueries({ queryKey: [route] });
  }, [over, names, queries]);
  if (error) return <ErrorState error={error} />;
  if (!job) return null;
  return (
    <Panel
      title={t(`app.job.${job.state}`)}
      more={
        over ? (
          <Button size="small" onClick={onHide}>
            {t('app.job.close')}
          </Button>
        ) : (
          <Cancel job={id} />
        )
      }
    >
      <Progress
        percent={job.state === 'done' ? 100 : Math.round(job.progress * 100)}
        status={job.state === 'failed' ? 'exception' : job.state === 'done' ? 'success' : 'normal'}
        aria-label={t(`app.job.${job.state}`)}
      />
      <Outcome job={job} />
    </Panel>
  );
}

function Cancel({ job: id }: { job: string }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.cancelJob({ params: { id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['readJob', { params: { id } }] }),
  });
  return (
    <>
      {cancel.error && <span className="quiet small">{words(cancel.error)} </span>}
      <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t('app.job.cancel')}
      </Button>
    </>
  );
}

/** What it is at, and where it has failed why, with every single thing that is wrong. */
function Outcome({ job }: { job: Job }) {
  const words = useJobWords();
  if (job.state !== 'failed') return job.message && <p className="quiet small">{words.step(job)}</p>;
  return (
    <>
      <p>{words.failure(job)}</p>
      <ProblemList problem={{ problems: problemOf(job)?.problems ?? [] }} />
    </>
  );
}
