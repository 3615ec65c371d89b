import { Problem, Role, type Account } from '#contract';
import { ProblemList, useErrorWords, useText } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Form, Input, Select, Switch } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { useReturnFocus } from '../app/return-focus.ts';

interface Written {
  readonly login: string;
  readonly nameEn: string;
  readonly nameZh: string;
  readonly roles: Role[];
  readonly orgUnitId: string;
  readonly personId?: string | null;
  readonly active: boolean;
  readonly password?: string;
}

const accountOf = ({ nameEn, nameZh, password, personId, ...rest }: Written) => ({
  ...rest,
  name: { en: nameEn, zh: nameZh || nameEn },
  personId: personId || null,
  ...(password && { password }),
});

/** Creating and changing an account; a new password ends what was open with the old one. */
export function AccountForm({ account, onClose }: { account: Account | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { message } = App.useApp();
  useReturnFocus();
  const [form] = Form.useForm<Written>();
  const save = useMutation({
    mutationFn: (written: Written) => client.putAccounts({ body: { accounts: [accountOf(written)] } }),
    onSuccess: async () => {
      void message.success(t('administration.accounts.saved'));
      await queries.invalidateQueries({ queryKey: ['listAccounts'] });
      onClose();
    },
  });
  return (
    <Drawer
      open
      size={480}
      onClose={onClose}
      title={account ? account.login : t('administration.accounts.create')}
      extra={
        <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
          {t('app.save')}
        </Button>
      }
    >
      <Form<Written>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          account
            ? { ...account, nameEn: account.name.en, nameZh: account.name.zh }
            : { active: true, roles: [], personId: null }
        }
        onFinish={(written) => save.mutate(written)}
      >
        <AccountFields account={account} />
      </Form>
      {save.error && (
        <Alert
          type="error"
          role="alert"
          title={words(save.error)}
          description={save.error instanceof Problem && <ProblemList problem={save.error} />}
        />
      )}
    </Drawer>
  );
}

function AccountFields({ account }: { account: Account | undefined }) {
  const { t } = useTranslation();
  const required = { required: true, whitespace: true, message: t('administration.accounts.missing') };
  return (
    <>
      <Form.Item name="login" label={t('administration.accounts.login')} rules={[{ ...required, min: 2, max: 60 }]}>
        <Input disabled={account !== undefined} autoComplete="off" />
      </Form.Item>
      <Form.Item name="nameEn" label={t('administration.accounts.nameEn')} rules={[required]}>
        <Input />
      </Form.Item>
      <Form.Item name="nameZh" label={t('administration.accounts.nameZh')}>
        <Input />
      </Form.Item>
      <Form.Item
        name="roles"
        label={t('administration.accounts.roles')}
        rules={[{ required: true, message: t('administration.accounts.missing') }]}
      >
        <Select mode="multiple" options={Role.options.map((role) => ({ value: role, label: t(`roles.${role}`) }))} />
      </Form.Item>
      <Form.Item
        name="orgUnitId"
        label={t('administration.accounts.unit')}
        extra={t('administration.accounts.unitAbout')}
        rules={[required]}
      >
        <UnitSelect />
      </Form.Item>
      <Form.Item
        name="personId"
        label={t('administration.accounts.person')}
        extra={t('administration.accounts.personAbout')}
      >
        <Input allowClear />
      </Form.Item>
      <Form.Item
        name="password"
        label={t(account ? 'administration.accounts.newPassword' : 'administration.accounts.password')}
        extra={account && t('administration.accounts.passwordAbout')}
        rules={[{ required: account === undefined, min: 8, message: t('administration.accounts.passwordShort') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="active" valuePropName="checked" label={t('administration.accounts.mayLogIn')}>
        <Switch />
      </Form.Item>
    </>
  );
}

interface UnitSelectProps {
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly id?: string;
}

function UnitSelect(props: UnitSelectProps) {
  const name = useText();
  const { data } = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000 });
  const options = useMemo(
    () => (data?.items ?? []).map((unit) => ({ value: unit.id, label: `${name(unit.name)} (${unit.id})` })),
    [data, name],
  );
  return <Select {...props} showSearch={{ optionFilterProp: 'label' }} options={options} />;
}
