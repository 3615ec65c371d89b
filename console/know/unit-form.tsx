import { OrgUnitKind, Problem, type OrgUnit } from '#contract';
import { ProblemList, useErrorWords } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { useReturnFocus } from '../app/return-focus.ts';

interface Written {
  readonly id: string;
  readonly kind: OrgUnit['kind'];
  readonly en: string;
  readonly zh: string;
}
interface UnitFormProps {
  /** The unit that is changed; none: a new one under `parent`. */
  readonly unit: OrgUnit | undefined;
  readonly parent: OrgUnit | undefined;
  readonly onClose: () => void;
}

/** Names and kind of an org unit, or a new one under another. */
export function UnitForm({ unit, parent, onClose }: UnitFormProps) {
  const { t } = useTranslation();
  useReturnFocus();
  const words = useErrorWords();
  const queries = useQueryClient();
  const [form] = Form.useForm<Written>();
  const save = useMutation({
    mutationFn: ({ id, kind, en, zh }: Written) =>
      client.putOrgUnits({
        body: {
          items: [
            {
              ...unit,
              id: unit?.id ?? id,
              parentId: unit ? unit.parentId : (parent?.id ?? null),
              kind,
              name: { en, zh: zh || en },
            },
          ],
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['listOrgUnits'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t(unit ? 'know.organisation.editUnit' : 'know.organisation.addUnit')}
      okText={t('app.save')}
      cancelText={t('app.cancel')}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<Written>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={unit ? { id: unit.id, kind: unit.kind, ...unit.name } : { kind: 'grid' }}
        onFinish={(written) => save.mutate(written)}
      >
        <UnitFields known={unit !== undefined} />
      </Form>
      {save.error && (
        <Alert
          type="error"
          role="alert"
          title={words(save.error)}
          description={save.error instanceof Problem && <ProblemList problem={save.error} />}
        />
      )}
    </Modal>
  );
}

function UnitFields({ known }: { known: boolean }) {
  const { t } = useTranslation();
  const required = { required: true, whitespace: true, message: t('administration.accounts.missing') };
  return (
    <>
      <Form.Item name="id" label={t('know.organisation.number')} rules={[required]}>
        <Input disabled={known} />
      </Form.Item>
      <Form.Item name="kind" label={t('know.organisation.kind')} rules={[{ required: true }]}>
        <Select
          options={OrgUnitKind.options.map((kind) => ({ value: kind, label: t(`know.organisation.kinds.${kind}`) }))}
        />
      </Form.Item>
      <Form.Item name="en" label={t('administration.accounts.nameEn')} rules={[required]}>
        <Input />
      </Form.Item>
      <Form.Item name="zh" label={t('administration.accounts.nameZh')}>
        <Input />
      </Form.Item>
    </>
  );
}
