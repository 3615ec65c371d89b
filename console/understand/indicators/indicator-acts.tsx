import type { IndicatorDetail } from '#contract';
import { useText } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { Refused, Retire } from '../retire.tsx';

const changed = ['listIndicators', 'readIndicator', 'queryIndicators', 'listIndicatorWarnings'];

/** Taking an indicator out of use, and giving it another id. */
export function IndicatorActs({ detail }: { detail: IndicatorDetail }) {
  const { t } = useTranslation();
  const name = useText();
  const queries = useQueryClient();
  return (
    <>
      <Retire
        name={name(detail.name)}
        about={t('understand.indicators.retireAbout')}
        uses={detail}
        retire={async () => {
          await client.retireIndicator({ params: { id: detail.id }, body: {} });
          for (const route of changed) await queries.invalidateQueries({ queryKey: [route] });
        }}
      />
      {!detail.standard && <Rename detail={detail} />}
    </>
  );
}

function Rename({ detail }: { detail: IndicatorDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const [form] = Form.useForm<{ to: string }>();
  const rename = useMutation({
    mutationFn: (to: string) => client.renameIndicator({ params: { id: detail.id }, body: { to } }),
    onSuccess: async ({ id }) => {
      setAsked(false);
      await navigate({ to: '/understand/indicators/$indicator', params: { indicator: id } });
      for (const route of changed) await queries.invalidateQueries({ queryKey: [route] });
    },
  });
  const title = t('understand.indicators.rename');
  return (
    <>
      <Button onClick={() => setAsked(true)}>{title}</Button>
      <Modal
        open={asked}
        title={title}
        okText={title}
        cancelText={t('app.cancel')}
        confirmLoading={rename.isPending}
        onOk={() => form.submit()}
        onCancel={() => {
          rename.reset();
          setAsked(false);
        }}
        forceRender
      >
        <p>{t('understand.indicators.renameAbout')}</p>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ to: detail.id }}
          onFinish={({ to }) => rename.mutate(to.trim())}
        >
          <Form.Item
            name="to"
            label={t('understand.indicators.form.id')}
            extra={t('understand.indicators.form.idHelp')}
            rules={[{ required: true, whitespace: true, message: t('understand.indicators.form.required') }]}
          >
            <Input maxLength={80} />
          </Form.Item>
        </Form>
        {rename.error && <Refused error={rename.error} />}
      </Modal>
    </>
  );
}
