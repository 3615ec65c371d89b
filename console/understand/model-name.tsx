import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { idOf } from './save-audience.tsx';

/** The name that a model gets, from which its id is made. */
export function ModelName() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="name"
      label={t('understand.models.training.name')}
      rules={[
        {
          validator: (_, name: string | undefined) =>
            idOf(name ?? '') === ''
              ? Promise.reject(new Error(t('understand.models.training.nameMissing')))
              : Promise.resolve(),
        },
      ]}
    >
      <Input maxLength={80} />
    </Form.Item>
  );
}
