import { Problem } from '#contract';
import { ProblemList, useErrorWords } from '#parts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert, Button, Checkbox, Form, Input, Select, Upload } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { Page, Panel } from '../app/page.tsx';

const route = getRouteApi('/signed-in/know/load');

interface Wanted {
  readonly text: string;
  readonly directory: string;
  readonly period?: string;
  readonly rebuild: boolean;
}

/** Starting a load or a rebuild: progress, cancel, and where the result is. The job is in the address. */
export default function StartLoadScreen(): ReactNode {
  const { t } = useTranslation();
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const follow = (id: string | undefined) => void navigate({ search: { job: id }, replace: true });
  return (
    <Page title={t('know.start.title')} about={t('know.start.about')} narrow>
      <div className="panels">
        {job !== undefined && (
          <>
            <JobWatch job={job} changes={['listLoads', 'listFeeds', 'listFields']} onHide={() => follow(undefined)} />
            <p className="quiet">
              {t('know.start.result')} <Link to="/know/loads">{t('know.loads.title')}</Link>
            </p>
          </>
        )}
        <LoadForm onJob={follow} />
        <RebuildForm onJob={follow} />
      </div>
    </Page>
  );
}

function LoadForm({ onJob }: { onJob: (job: string) => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Wanted>();
  const load = useMutation({
    mutationFn: ({ text, directory, period, rebuild }: Wanted) =>
      client.load({
        body: { manifests: [{ text, file: 'manifest.yaml', directory }], rebuild, ...(period && { period }) },
      }),
    onSuccess: ({ job }) => onJob(job),
  });
  return (
    <Panel title={t('know.start.load')}>
      <Form<Wanted>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ rebuild: true, text: '', directory: '' }}
        onFinish={(wanted) => load.mutate(wanted)}
      >
        <Form.Item
          name="text"
          label={t('know.start.manifest')}
          rules={[{ required: true, message: t('know.start.manifestMissing') }]}
        >
          <Input.TextArea className="manifest" rows={10} spellCheck={false} placeholder={t('know.start.example')} />
        </Form.Item>
        <FileChoice onText={(text) => form.setFieldValue('text', text)} />
        <Form.Item
          name="directory"
          label={t('know.start.directory')}
          extra={t('know.start.directoryAbout')}
          rules={[{ required: true, message: t('know.start.directoryMissing') }]}
        >
          <Input spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="period"
          label={t('know.start.period')}
          rules={[{ pattern: /^\d{4}-(0[1-9]|1[0-2])$/, message: t('know.start.periodWrong') }]}
        >
          <Input className="short" />
        </Form.Item>
        <Form.Item name="rebuild" valuePropName="checked">
          <Checkbox>{t('know.start.rebuildAfter')}</Checkbox>
        </Form.Item>
        {load.error && <Refused error={load.error} />}
        <Button type="primary" htmlType="submit" loading={load.isPending}>
          {t('know.start.act')}
        </Button>
      </Form>
    </Panel>
  );
}

/** A file is read here; what it says is sent with the form. */
function FileChoice({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <Upload
      accept=".yaml,.yml,text/yaml"
      maxCount={1}
      showUploadList={false}
      className="file-choice"
      beforeUpload={(file) => (void file.text().then(onText), false)}
    >
      <Button>{t('know.start.file')}</Button>
    </Upload>
  );
}

function RebuildForm({ onJob }: { onJob: (job: string) => void }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const { data } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const rebuild = useMutation({
    mutationFn: ({ periods = [] }: { periods?: string[] }) =>
      client.rebuildRecord({ body: periods.length === 0 ? {} : { periods } }),
    onSuccess: ({ job }) => onJob(job),
  });
  return (
    <Panel title={t('know.start.rebuild')}>
      <Form layout="vertical" onFinish={(wanted: { periods?: string[] }) => rebuild.mutate(wanted)}>
        <Form.Item name="periods" label={t('know.start.periods')} extra={t('know.start.periodsAbout')}>
          <Select
            mode="multiple"
            aria-label={t('know.start.periods')}
            options={(data?.periods ?? []).toReversed().map((one) => ({ value: one, label: one }))}
          />
        </Form.Item>
        {rebuild.error && <Alert type="error" role="alert" title={words(rebuild.error)} />}
        <Button htmlType="submit" loading={rebuild.isPending}>
          {t('know.start.rebuildAct')}
        </Button>
      </Form>
    </Panel>
  );
}

function Refused({ error }: { error: Error }) {
  const words = useErrorWords();
  return (
    <Alert
      type="error"
      role="alert"
      title={words(error)}
      description={error instanceof Problem && <ProblemList problem={error} />}
    />
  );
}
