import { Session } from '#contract';
import { Mark, useErrorWords } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from './client.ts';
import { useTitle } from './page.tsx';
import { sessionQuery } from './session.ts';
import { LanguageSwitch } from './shell.tsx';
import './log-in.css';

interface Credentials {
  readonly login: string;
  readonly password: string;
}

const route = getRouteApi('/login');

export default function LogInScreen() {
  const { t } = useTranslation();
  const words = useErrorWords();
  const { to } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  useTitle(t('logIn.title'));
  const logIn = useMutation({
    mutationFn: (body: Credentials) => client.logIn({ body }),
    onSuccess: (answer) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, Session.parse(answer));
      router.history.push(to ?? '/');
    },
  });
  return (
    <main className="log-in">
      <div className="log-in-language">
        <LanguageSwitch />
      </div>
      <div className="log-in-card">
        <Mark size={48} />
        <h1>Gridloop</h1>
        <p className="log-in-about">{t('logIn.about')}</p>
        <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(body) => logIn.mutate(body)}>
          <Form.Item
            name="login"
            label={t('logIn.login')}
            rules={[{ required: true, message: t('logIn.loginMissing') }]}
          >
            <Input autoFocus autoComplete="username" size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('logIn.password')}
            rules={[{ required: true, message: t('logIn.passwordMissing') }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          {logIn.error && <Alert type="error" role="alert" className="log-in-problem" title={words(logIn.error)} />}
          <Button type="primary" htmlType="submit" size="large" block loading={logIn.isPending}>
            {t('logIn.act')}
          </Button>
        </Form>
      </div>
    </main>
  );
}
