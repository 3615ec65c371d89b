import { useErrorWords } from '#parts';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { useReturnFocus } from '../app/return-focus.ts';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import type { CustomerView } from './customer-view.ts';

type Identity = CustomerView['identities'][number];

/** The source numbers that were found to be this one customer, each with what joined it; a wrong join can be undone. */
export function Identities({ view }: { view: CustomerView }) {
  const { t } = useTranslation();
  const may = useMay();
  const evidence = useEvidenceWords();
  const [splitting, setSplitting] = useState<Identity>();
  return (
    <Panel title={t('know.customer.identities')}>
      {view.identities.length <= 1 && <p className="quiet">{t('know.customer.oneIdentity')}</p>}
      <ul className="identities">
        {view.identities.map((one) => (
          <li key={one.customerId}>
            <code>{one.customerId}</code>
            {one.evidence && (
              <span className="quiet small">
                {t('know.customer.joined', { evidence: evidence(one.evidence), with: one.joinedWith ?? '' })}
              </span>
            )}
            {one.joinedWith !== null && may('data.load') && (
              <Button size="small" onClick={() => setSplitting(one)}>
                {t('know.customer.split')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {splitting && <SplitDialog identity={splitting} onClose={() => setSplitting(undefined)} />}
    </Panel>
  );
}

const kinds = ['identity', 'account', 'phone', 'broadband', 'address'] as const;

/** Several kinds stand in one text, with commas. */
function useEvidenceWords(): (evidence: string) => string {
  const { t } = useTranslation();
  const word = (one: string): string => {
    const known = kinds.find((kind) => kind === one);
    return known ? t(`know.customer.evidence.${known}`) : one;
  };
  return (evidence) => evidence.split(', ').map(word).join(', ');
}

function SplitDialog({ identity, onClose }: { identity: Identity; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  useReturnFocus();
  const [form] = Form.useForm<{ why: string }>();
  const split = useMutation({
    mutationFn: ({ why }: { why: string }) =>
      client.splitIdentity({ body: { customerId: identity.customerId, from: identity.joinedWith ?? '', why } }),
  });
  return (
    <Modal
      open
      title={t('know.customer.splitTitle', { one: identity.customerId, other: identity.joinedWith ?? '' })}
      okText={t('know.customer.split')}
      cancelText={t(split.isSuccess ? 'know.close' : 'app.cancel')}
      okButtonProps={{ disabled: split.isSuccess }}
      confirmLoading={split.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <p>{t('know.customer.splitAbout')}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => split.mutate(values)}>
        <Form.Item
          name="why"
          label={t('know.customer.why')}
          rules={[{ required: true, min: 3, message: t('know.customer.whyMissing') }]}
        >
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
      {split.error && <Alert type="error" role="alert" title={words(split.error)} />}
      {split.isSuccess && <Alert type="success" title={t('know.customer.splitDone')} />}
    </Modal>
  );
}
