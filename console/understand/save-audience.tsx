import type { AudienceDetail, Limit } from '#contract';
import { useErrorWords } from '#parts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';

interface SaveAudienceProps {
  /** The saved audience that is being changed, if any. */
  readonly saved: AudienceDetail | undefined;
  /** The rule, when it is complete and without problems. */
  readonly rule: string | undefined;
  /** Which of them, where not all. */
  readonly limit: Limit | undefined;
  readonly onSaved: (id: string) => void;
}

/** An id that people can read, made of the name: letters and digits of any script, the rest as dashes. */
export const idOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);

export function SaveAudience({ saved, rule, limit, onSaved }: SaveAudienceProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useErrorWords();
  const may = useMay();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: ({ name, text }: { name: string; text: string }) =>
      client.putAudience({ params: { id: saved?.id ?? idOf(name) }, body: { name, rule: text, limit: limit ?? null } }),
    onSuccess: async (done) => {
      for (const route of ['listAudiences', 'readAudience']) await queries.invalidateQueries({ queryKey: [route] });
      void message.success(t('understand.save.done', { version: done.version }));
      onSaved(done.id);
    },
  });
  const differs = saved !== undefined && rule !== undefined && rule.trim() !== saved.rule;
  return (
    <Panel title={t('understand.save.title')}>
      {differs && <p className="quiet">{t('understand.save.unsaved', { version: saved.version })}</p>}
      <Form<{ name: string }>
        key={saved?.name ?? ''}
        className="save-audience"
        layout="inline"
        initialValues={{ name: saved?.name ?? '' }}
        onFinish={({ name }) => rule !== undefined && save.mutate({ name, text: rule })}
      >
        <Form.Item
          name="name"
          rules={[
            {
              validator: (_, name: string) =>
                idOf(name) === '' ? Promise.reject(new Error(t('understand.save.nameMissing'))) : Promise.resolve(),
            },
          ]}
        >
          <Input aria-label={t('understand.save.name')} placeholder={t('understand.save.name')} maxLength={80} />
        </Form.Item>
        <Button htmlType="submit" disabled={rule === undefined} loading={save.isPending}>
          {saved ? t('understand.save.again', { version: saved.version + 1 }) : t('understand.save.act')}
        </Button>
      </Form>
      {saved && may('campaigns.write') && (
        <p className="save-next">
          <Link to="/act/new-campaign" search={{ audience: saved.id }}>
            {t('understand.save.toCampaign')}
          </Link>
        </p>
      )}
      {save.error && <Alert type="error" role="alert" title={words(save.error)} />}
    </Panel>
  );
}
