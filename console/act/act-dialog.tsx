import type { Campaign, Result, routes } from '#contract';
import { useErrorWords, useFormat } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import type { Act } from './campaign-acts.ts';

export type Confirmed = Exclude<Act, { kind: 'edit' }>;

interface ActDialogProps {
  readonly campaign: Campaign;
  /** The act that waits to be confirmed; none: the dialog is closed. */
  readonly act: Confirmed | undefined;
  readonly onClose: () => void;
  /** A long action has begun. */
  readonly onJob: (job: string) => void;
}

/** Says what will happen before it does; asks for the reason where one is kept. */
export function ActDialog({ campaign, act, onClose, onJob }: ActDialogProps) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const title = useActTitle();
  const about = useActAbout();
  const [form] = Form.useForm<{ why?: string }>();
  const run = useMutation({
    mutationFn: ({ of, why }: { of: Confirmed; why: string }) => perform(campaign.id, of, why),
    onSuccess: async (outcome) => {
      onClose();
      if ('job' in outcome) onJob(outcome.job);
      else void message.success(t(`act.states.${outcome.state}`));
      await queries.invalidateQueries({ queryKey: ['listCampaigns'] });
      await queries.invalidateQueries({ queryKey: ['readCampaign', { params: { id: campaign.id } }] });
    },
  });
  const close = () => {
    run.reset();
    form.resetFields();
    onClose();
  };
  return (
    <Modal
      open={act !== undefined}
      title={act && title(act)}
      okText={act && title(act)}
      okButtonProps={{ danger: act?.kind === 'close' || act?.kind === 'reject' }}
      cancelText={t('app.cancel')}
      confirmLoading={run.isPending}
      onCancel={close}
      onOk={() => form.submit()}
      forceRender
    >
      <p className="act-about">{act && about(act)}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ why = '' }) => act && run.mutate({ of: act, why: why.trim() })}
      >
        {act && keepsReason(act) && (
          <Form.Item
            name="why"
            label={t(act.kind === 'reject' ? 'act.actions.why' : 'act.actions.whyOptional')}
            rules={[{ required: act.kind === 'reject', whitespace: true, message: t('act.actions.whyMissing') }]}
          >
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        )}
      </Form>
      {run.error && <Alert type="error" role="alert" title={words(run.error)} />}
    </Modal>
  );
}

type JobStarted = Result<typeof routes.scheduleCampaign>;

const keepsReason = (act: Confirmed): boolean =>
  act.kind !== 'schedule' && act.kind !== 'release' && act.kind !== 'evaluate';

/** Does it; answers with the state it led to, or with the job where it takes longer. */
async function perform(id: string, act: Confirmed, why: string): Promise<JobStarted | Pick<Campaign, 'state'>> {
  const params = { id };
  const body = why === '' ? {} : { why };
  switch (act.kind) {
    case 'schedule':
      return client.scheduleCampaign({ params, body: {} });
    case 'release':
      return client.releaseWave({ params, body: { wave: act.wave.wave } });
    case 'evaluate':
      await client.evaluateCampaign({ params, body: {} });
      return { state: 'evaluated' };
    default:
      return client[`${act.kind}Campaign`]({ params, body });
  }
}

/** What the button says: the verb first. */
export function useActTitle(): (act: Act) => string {
  const { t } = useTranslation();
  return (act) => {
    if (act.kind === 'edit') return t('act.campaign.edit');
    if (act.kind === 'release') return t('act.actions.release', { wave: act.wave.wave });
    if (act.kind === 'schedule') return t(act.again ? 'act.actions.reschedule' : 'act.actions.schedule');
    return t(`act.actions.${act.kind}`);
  };
}

function useActAbout(): (act: Confirmed) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (act) => {
    if (act.kind !== 'release') return t(`act.actions.${act.kind}About`);
    const { wave, targets, start, days } = act.wave;
    return t('act.actions.releaseAbout', {
      count: targets,
      people: format.count(targets),
      wave,
      period: t('act.campaign.period', { from: format.day(start), days }),
    });
  };
}
