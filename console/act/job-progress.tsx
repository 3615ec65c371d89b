import type { Job } from '#contract';
import { ErrorState, useErrorWords } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';

const askAgainMs = 1000;
const ended = (job: Job | undefined): boolean =>
  job !== undefined && job.state !== 'waiting' && job.state !== 'running';

interface JobProgressProps {
  readonly job: string;
  readonly onHide: () => void;
}

/** A long action: how far it is, how to stop it, what became of it. When it ends, what it changed is asked anew. */
export function JobProgress({ job: id, onHide }: JobProgressProps) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data: job, error } = useQuery({
    ...reading('readJob', { params: { id } }),
    refetchInterval: (query) => (ended(query.state.data) || query.state.error ? false : askAgainMs),
  });
  const cancel = useMutation({
    mutationFn: () => client.cancelJob({ params: { id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['readJob', { params: { id } }] }),
  });
  const over = ended(job);
  useEffect(() => {
    if (!over) return;
    for (const route of ['readCampaign', 'campaignExclusions', 'campaignReport', 'listCampaigns'])
      void queries.invalidateQueries({ queryKey: [route] });
  }, [over, queries]);
  if (error) return <ErrorState error={error} />;
  if (!job) return null;
  const percent = Math.round(job.progress * 100);
  return (
    <Panel
      title={t(`act.job.${job.state}`)}
      more={
        over ? (
          <Button size="small" onClick={onHide}>
            {t('act.job.close')}
          </Button>
        ) : (
          <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('act.job.cancel')}
          </Button>
        )
      }
    >
      <Progress
        percent={job.state === 'done' ? 100 : percent}
        status={job.state === 'failed' ? 'exception' : job.state === 'done' ? 'success' : 'normal'}
        aria-label={t(`act.job.${job.state}`)}
      />
      {job.message && <p className="quiet small">{job.message}</p>}
      {job.state === 'failed' && <p>{reasonOf(job)}</p>}
      {cancel.error && <p>{words(cancel.error)}</p>}
    </Panel>
  );
}

function reasonOf(job: Job): string {
  const problem = job.problem as { title?: unknown; message?: unknown } | null | undefined;
  const told = problem?.title ?? problem?.message;
  return typeof told === 'string' ? told : '';
}
