import type { SegmentationDetail } from '#contract';
import { Badge, EmptyState, useErrorWords, useFormat, useText } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { Retire } from './retire.tsx';
import { SegmentGroups } from './segment-groups.tsx';
import { SegmentMigration } from './segment-migration.tsx';
import { SegmentPlanForm } from './segment-plan-form.tsx';
import { SegmentTrials } from './segment-trials.tsx';
import './segments.css';

const route = getRouteApi('/signed-in/understand/segments/studio');
const changed = [
  'listSegmentations',
  'readSegmentation',
  'profileSegmentation',
  'migrateSegmentation',
  'listFields',
] as const;

export default function SegmentStudioScreen(): ReactNode {
  const { t } = useTranslation();
  const text = useText();
  const { id, job } = route.useSearch();
  const navigate = route.useNavigate();
  const watch = (next: { id?: string; job?: string | undefined }): void =>
    void navigate({ search: (now) => ({ ...now, ...next }) });
  const saved = useQuery({
    ...reading('readSegmentation', { params: { id: id ?? '' } }),
    enabled: id !== undefined,
    // A segmentation that is being fitted for the first time is not there yet.
    retry: false,
  });
  return (
    <Page
      title={saved.data ? text(saved.data.name) : t('understand.segments.new')}
      about={saved.data ? <About of={saved.data} /> : t('understand.segments.newAbout')}
      actions={saved.data && <Acts of={saved.data} onJob={(started) => watch({ job: started })} />}
    >
      {job !== undefined && <JobWatch job={job} changes={changed} onHide={() => watch({ job: undefined })} />}
      {saved.data ? (
        <Studio of={saved.data} onJob={(started) => watch({ job: started })} />
      ) : id !== undefined && job === undefined ? (
        <Answer of={saved}>{() => null}</Answer>
      ) : job === undefined ? (
        <SegmentPlanForm saved={undefined} onFit={(fitted, started) => watch({ id: fitted, job: started })} />
      ) : (
        <EmptyState title={t('understand.segments.fitting')}>{t('understand.segments.fittingAdvice')}</EmptyState>
      )}
    </Page>
  );
}

function About({ of }: { of: SegmentationDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Badge tone={of.published ? 'good' : 'quiet'}>
        {t(of.published ? 'understand.segments.published' : 'understand.segments.draft')}
      </Badge>{' '}
      {t('understand.segments.aboutFit', {
        version: of.version,
        period: format.period(of.period),
        sample: format.short(of.sample),
        groups: of.groupList.length,
      })}
    </>
  );
}

function Acts({ of, onJob }: { of: SegmentationDetail; onJob: (job: string) => void }) {
  const { t } = useTranslation();
  const text = useText();
  const may = useMay();
  const queries = useQueryClient();
  if (!may('audiences.write')) return null;
  return (
    <>
      {of.published && (
        <Retire
          name={text(of.name)}
          about={t('understand.segments.retireAbout')}
          uses={of}
          retire={async () => {
            await client.retireSegmentation({ params: { id: of.id }, body: {} });
            for (const route of changed) await queries.invalidateQueries({ queryKey: [route] });
          }}
        />
      )}
      <Publish of={of} onJob={onJob} />
    </>
  );
}

function Publish({ of, onJob }: { of: SegmentationDetail; onJob: (job: string) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useErrorWords();
  const publish = useMutation({
    mutationFn: () => client.publishSegmentation({ params: { id: of.id }, body: {} }),
    onSuccess: ({ job }) => onJob(job),
    onError: (error) => void message.error(words(error)),
  });
  return (
    <Button
      type={of.published ? 'default' : 'primary'}
      loading={publish.isPending}
      title={t('understand.segments.publishWhat', { id: of.id })}
      onClick={() => publish.mutate()}
    >
      {t(of.published ? 'understand.segments.publishAgain' : 'understand.segments.publish')}
    </Button>
  );
}

function Studio({ of, onJob }: { of: SegmentationDetail; onJob: (job: string) => void }) {
  const { t } = useTranslation();
  return (
    <Tabs
      items={[
        { key: 'groups', label: t('understand.segments.tabs.groups'), children: <SegmentGroups of={of} /> },
        {
          key: 'trials',
          label: t('understand.segments.tabs.trials'),
          children: (
            <Panel>
              <SegmentTrials of={of} />
            </Panel>
          ),
        },
        { key: 'migration', label: t('understand.segments.tabs.migration'), children: <SegmentMigration of={of} /> },
        {
          key: 'plan',
          label: t('understand.segments.tabs.plan'),
          children: <SegmentPlanForm saved={of} onFit={(_, job) => onJob(job)} />,
        },
      ]}
    />
  );
}
