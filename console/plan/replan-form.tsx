import type { Plan } from '#contract';
import { useErrorWords, useText } from '#parts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Form, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../act/people-names.ts';
import { client, reading } from '../app/client.ts';
import { DayInput } from '../app/day-input.tsx';

interface Wishes {
  readonly absent?: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly closed?: readonly string[];
  readonly stability: number;
}

interface ReplanFormProps {
  readonly plan: Plan;
  readonly onEnd: () => void;
  readonly onJob: (job: string) => void;
}

/** Somebody is away, an offer is closed: the campaigns are planned anew from this plan, promises kept. */
export function ReplanForm({ plan, onEnd, onJob }: ReplanFormProps) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const [form] = Form.useForm<Wishes>();
  const run = useMutation({
    mutationFn: ({ absent = [], from, to, closed = [], stability }: Wishes) =>
      client.replanPlan({
        params: { id: plan.id },
        body: {
          absent: absent.map((personId) => ({ personId, firstOn: from, lastOn: to })),
          closedOffers: [...closed],
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
      <p className="quiet">{t('plan.replan.about')}</p>
      <Form<Wishes>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ from: plan.firstOn ?? '', to: plan.lastOn ?? '', stability: 1000 }}
        onFinish={(wishes) => run.mutate(wishes)}
      >
        <Fields />
      </Form>
      {run.error && <Alert type="error" role="alert" title={words(run.error)} />}
    </Modal>
  );
}

const day = { pattern: /^\d{4}-\d{2}-\d{2}$/, required: true } as const;

function Fields() {
  const { t } = useTranslation();
  const text = useText();
  const { all } = usePeopleNames();
  const { data: offers } = useQuery({ ...reading('listOffers'), staleTime: 300_000 });
  return (
    <>
      <Form.Item
        name="absent"
        label={t('plan.replan.absent')}
        dependencies={['closed']}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value: readonly string[] | undefined) => {
              const closed = getFieldValue('closed') as readonly string[] | undefined;
              if ((value?.length ?? 0) + (closed?.length ?? 0) === 0) throw new Error(t('plan.replan.nothing'));
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
        <Form.Item name="from" label={t('plan.replan.from')} rules={[day]}>
          <DayInput />
        </Form.Item>
        <Form.Item name="to" label={t('plan.replan.to')} rules={[day]}>
          <DayInput />
        </Form.Item>
      </div>
      <Form.Item name="closed" label={t('plan.replan.closed')} extra={t('plan.replan.closedHint')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={(offers?.items ?? []).map(({ id, name }) => ({ value: id, label: text(name) }))}
        />
      </Form.Item>
      <Form.Item name="stability" label={t('plan.replan.stability')}>
        <InputNumber controls={false} min={0} />
      </Form.Item>
    </>
  );
}
