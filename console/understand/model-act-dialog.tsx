import type { ModelVersion } from '#contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { Refused } from './retire.tsx';

export type ModelAct = 'submit' | 'approve' | 'reject' | 'publish' | 'challenge' | 'retire' | 'rollBack';

/** What may be done with a version now; the server decides, this spares refusals. */
export function actsOf(version: ModelVersion, may: { write: boolean; approve: boolean }, login: string): ModelAct[] {
  const own = version.createdBy === login || version.submittedBy === login;
  const acts: readonly (ModelAct | false)[] = [
    version.state === 'draft' && may.write && 'submit',
    version.state === 'submitted' && may.approve && !own && 'approve',
    version.state === 'submitted' && may.approve && 'reject',
    (version.state === 'approved' || version.state === 'challenger') && may.write && 'publish',
    version.state === 'approved' && may.write && 'challenge',
    ['approved', 'champion', 'challenger'].includes(version.state) && may.write && 'retire',
  ];
  return acts.filter((act): act is ModelAct => act !== false);
}

interface Props {
  readonly model: string;
  readonly asked: { readonly act: ModelAct; readonly version: number } | undefined;
  readonly onClose: () => void;
}

/** Says what will happen before it does; asks for the reason where one is kept. */
export function ModelActDialog({ model, asked, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ why?: string }>();
  const run = useMutation({
    mutationFn: ({ act, version, why }: { act: ModelAct; version: number; why: string }) =>
      perform(model, version, act, why),
    onSuccess: async (done) => {
      onClose();
      form.resetFields();
      void message.success(t(`understand.models.states.${done.state}`));
      for (const route of ['listModels', 'readModel', 'modelReport'])
        await queries.invalidateQueries({ queryKey: [route] });
    },
  });
  const title = asked && t(`understand.models.acts.${asked.act}`, { version: asked.version });
  const needsWhy = asked?.act === 'reject';
  return (
    <Modal
      open={asked !== undefined}
      title={title}
      okText={title}
      okButtonProps={{ danger: asked?.act === 'reject' || asked?.act === 'retire' }}
      cancelText={t('app.cancel')}
      confirmLoading={run.isPending}
      onCancel={() => {
        run.reset();
        form.resetFields();
        onClose();
      }}
      onOk={() => form.submit()}
      forceRender
    >
      <p className="act-about">{asked && t(`understand.models.actAbout.${asked.act}`, { model })}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ why = '' }) => asked && run.mutate({ ...asked, why: why.trim() })}
      >
        <Form.Item
          name="why"
          label={t(needsWhy ? 'act.actions.why' : 'act.actions.whyOptional')}
          rules={[{ required: needsWhy, whitespace: true, message: t('act.actions.whyMissing') }]}
        >
          <Input.TextArea rows={3} maxLength={1000} />
        </Form.Item>
      </Form>
      {run.error && <Refused error={run.error} />}
    </Modal>
  );
}

async function perform(id: string, version: number, act: ModelAct, why: string): Promise<ModelVersion> {
  const params = { id, version };
  const body = why === '' ? {} : { why };
  switch (act) {
    case 'publish':
      return client.publishModel({ params, body: { as: 'champion', ...body } });
    case 'challenge':
      return client.publishModel({ params, body: { as: 'challenger', ...body } });
    case 'rollBack':
      return client.rollBackModel({ params: { id }, body });
    default:
      return client[`${act}Model`]({ params, body });
  }
}
