import type { Result, routes } from '#contract';
import { useErrorWords } from '#parts';
import { useMutation, useQueries } from '@tanstack/react-query';
import { Alert, Form, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../act/people-names.ts';
import { client, reading } from '../app/client.ts';
import { useOfferNames } from '../app/names.ts';
import { DayInput } from '../app/day-input.tsx';

interface Wishes {
  readonly absent?: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly closed?: readonly string[];
  readonly opened?: readonly string[];
  readonly stability: number;
}

type PlanRead = Result<typeof routes.readPlan>;

interface ReplanFormProps {
  readonly plan: PlanRead;
  readonly onEnd: () => void;
  readonly onJob: (job: string) => void;
}

/** Somebody is away, an offer closes or opens again: the campaigns are planned anew from this plan, promises kept. */
export function ReplanForm({ plan, onEnd, onJob }: ReplanFormProps) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const [form] = Form.useForm<Wishes>();
  const run = useMutation({
    mutationFn: ({ absent = [], from, to, closed = [], opened = [], stability }: Wishes) =>
      client.replanPlan({
        params: { id: plan.id },
        body: {
          absent: absent.map((personId) => ({ personId, firstOn: from, lastOn: to })),
          closedOffers: [...closed],
          openedOffers: [...opened],
          stability,
        },
      }),
    onSuccess: ({ job }) => {
      onJob(job);
      onEnd();
    },
  });
  return (
    <Modal
      open
      title={t('plan.replan.title')}
      okText={t('plan.replan.act')}
      onCancel={onEnd}
      confirmLoading={run.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet plan-about">{t('plan.replan.about')}</p>
      <Form<Wishes>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ from: plan.firstOn ?? '', to: plan.lastOn ?? '', stability: 1000 }}
        onFinish={(wishes) => run.mutate(wishes)}
      >
        <AbsenceFields />
        <OfferFields plan={plan} />
        <Form.Item<Wishes> name="stability" label={t('plan.replan.stability')}>
          <InputNumber controls={false} min={0} />
        </Form.Item>
      </Form>
      {run.error && <Alert type="error" role="alert" title={words(run.error)} />}
    </Modal>
  );
}

const day = { pattern: /^\d{4}-\d{2}-\d{2}$/, required: true } as const;

/** Who is away and from when to when; something must be said here or of the offers. */
function AbsenceFields() {
  const { t } = useTranslation();
  const { all } = usePeopleNames();
  return (
    <>
      <Form.Item<Wishes>
        name="absent"
        label={t('plan.replan.absent')}
        dependencies={['closed', 'opened']}
        rules={[
          ({ getFieldsValue }) => ({
            validator: async () => {
              const { absent = [], closed = [], opened = [] } = getFieldsValue(true) as Wishes;
              if (absent.length + closed.length + opened.length === 0) throw new Error(t('plan.replan.nothing'));
            },
          }),
        ]}
      >
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={all.map(({ id, name }) => ({ value: id, label: `${name} · ${id}` }))}
        />
      </Form.Item>
      <div className="plan-span">
        <Form.Item<Wishes> name="from" label={t('plan.replan.from')} rules={[day]}>
          <DayInput />
        </Form.Item>
        <Form.Item<Wishes> name="to" label={t('plan.replan.to')} rules={[day]}>
          <DayInput />
        </Form.Item>
      </div>
    </>
  );
}

/** Of the campaigns' offers those that close, and of the closed ones those that open again. */
function OfferFields({ plan }: { plan: PlanRead }) {
  const { t } = useTranslation();
  const named = useOfferNames();
  const offered = useQueries({
    queries: plan.campaigns.map((id) => ({ ...reading('readCampaign', { params: { id } }), staleTime: 300_000 })),
    combine: (campaigns) => campaigns.flatMap(({ data }) => (data ? [data.file] : [])),
  });
  const closed = plan.closedNow.map(({ offer }) => offer);
  const isClosed = (campaign: string, offer: string) =>
    plan.closedNow.some((one) => one.campaign === campaign && one.offer === offer);
  const open = offered.flatMap(({ campaign, offers }) =>
    offers.map(({ offer }) => offer).filter((offer) => !isClosed(campaign, offer)),
  );
  const choices = (offers: readonly string[]) => [...new Set(offers)].map((id) => ({ value: id, label: named(id) }));
  return (
    <>
      <Form.Item<Wishes> name="closed" label={t('plan.replan.closed')} extra={t('plan.replan.closedHint')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={choices(open)} />
      </Form.Item>
      {closed.length > 0 && (
        <Form.Item<Wishes> name="opened" label={t('plan.replan.opened')}>
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={choices(closed)} />
        </Form.Item>
      )}
    </>
  );
}
