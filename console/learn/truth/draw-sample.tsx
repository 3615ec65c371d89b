import { useErrorWords, useFormat } from '#parts';
import { Alert, Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { useChange } from '../use-change.ts';

interface Plan {
  readonly percent: number;
  readonly dueDays: number;
}

/** Starts the sampling plan of a month: every feedback is checked, and a share of them drawn for auditors. */
export function DrawSample({ month }: { month: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useErrorWords();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Plan>();
  const draw = useChange(
    async ({ percent, dueDays }: Plan) => {
      const drawn = await client.planVerification({ body: { month, share: percent / 100, dueDays } });
      setOpen(false);
      return drawn;
    },
    {
      old: ['truthBoard', 'listVerifications'],
      said: ({ feedbacks, doubted, drawn }) =>
        t('learn.truth.drawnNow', {
          feedbacks: format.count(feedbacks),
          doubted: format.count(doubted),
          drawn: format.count(drawn),
        }),
    },
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('learn.truth.draw')}</Button>
      <Modal
        open={open}
        title={t('learn.truth.drawTitle', { month: format.period(month) })}
        okText={t('learn.truth.draw')}
        cancelText={t('app.cancel')}
        confirmLoading={draw.isPending}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
      >
        <p>{t('learn.truth.drawAbout')}</p>
        <Form<Plan>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ percent: 5, dueDays: 10 }}
          onFinish={(plan) => draw.mutate(plan)}
        >
          <Form.Item name="percent" label={t('learn.truth.share')} rules={[{ required: true }]}>
            <InputNumber controls={false} min={0.1} max={100} step={1} suffix="%" />
          </Form.Item>
          <Form.Item name="dueDays" label={t('learn.truth.dueDays')} rules={[{ required: true }]}>
            <InputNumber controls={false} min={1} max={60} precision={0} />
          </Form.Item>
        </Form>
        {draw.error && <Alert type="error" role="alert" title={words(draw.error)} />}
      </Modal>
    </>
  );
}
