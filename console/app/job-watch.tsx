import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { JobProgress } from '../act/job-progress.tsx';
import { reading, type Reading } from './client.ts';

interface JobWatchProps {
  readonly job: string;
  /** What the job changes, and so has to be asked anew when it has ended. */
  readonly changes: readonly Reading[];
  readonly onHide: () => void;
}

/** A long action of any room: how far it is, how to stop it, and what it has changed asked anew at its end. */
export function JobWatch({ job, changes, onHide }: JobWatchProps) {
  const queries = useQueryClient();
  const { data } = useQuery(reading('readJob', { params: { id: job } }));
  const ended = data !== undefined && data.state !== 'waiting' && data.state !== 'running';
  const names = changes.join(' ');
  useEffect(() => {
    if (!ended) return;
    for (const route of names.split(' ')) void queries.invalidateQueries({ queryKey: [route] });
  }, [ended, names, queries]);
  return <JobProgress job={job} onHide={onHide} />;
}
