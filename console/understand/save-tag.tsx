import type { TagDetail } from '#contract';
import { useErrorWords, useText } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, App, AutoComplete, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import { idOf } from './save-audience.tsx';

interface SaveTagProps {
  /** The tag that is being changed, if any. */
  readonly tag: TagDetail | undefined;
  /** The rule, when it is complete and without problems. */
  readonly rule: string | undefined;
  readonly onSaved: (id: string) => void;
}

interface Written {
  readonly en: string;
  readonly zh: string;
  readonly category: string;
  readonly definition: string;
}

/** The rule under a name, as a tag: a draft when it is new. */
export function SaveTag({ tag, rule, onSaved }: SaveTagProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useErrorWords();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: ({ en, zh, category, definition, text }: Written & { text: string }) =>
      client.putTag({
        params: { id: tag?.id ?? idOf(en) },
        body: {
          name: { en, zh: zh || en },
          rule: text,
          ...(category && { category }),
          ...(definition && { definition: { zh: tag?.definition.zh ?? definition, en: definition } }),
        },
      }),
    onSuccess: async (done) => {
      for (const route of ['listTags', 'readTag']) await queries.invalidateQueries({ queryKey: [route] });
      void message.success(t('understand.tags.saved', { version: done.version }));
      onSaved(done.id);
    },
  });
  return (
    <Panel title={t('understand.tags.save')}>
      <p className="quiet">
        {tag ? t('understand.tags.follows', { count: tag.uses }) : t('understand.tags.draftFirst')}
      </p>
      <TagForm
        tag={tag}
        ready={rule !== undefined}
        saving={save.isPending}
        onSave={(written) => rule !== undefined && save.mutate({ ...written, text: rule })}
      />
      {tag && (
        <p className="save-next">
          <Link to="/understand/tags/$tag" params={{ tag: tag.id }}>
            {t('understand.tags.toTag')}
          </Link>
        </p>
      )}
      {save.error && <Alert type="error" role="alert" title={words(save.error)} />}
    </Panel>
  );
}

interface TagFormProps {
  readonly tag: TagDetail | undefined;
  readonly ready: boolean;
  readonly saving: boolean;
  readonly onSave: (written: Written) => void;
}

function TagForm({ tag, ready, saving, onSave }: TagFormProps) {
  const { t } = useTranslation();
  const label = useText();
  const library = useQuery({ ...reading('listTags', { query: {} }), staleTime: 60_000 });
  const named = {
    validator: (_: unknown, text: string) =>
      idOf(text) === '' ? Promise.reject(new Error(t('understand.tags.nameMissing'))) : Promise.resolve(),
  };
  const field = (name: keyof Written, said: string, longest = 80) => (
    <Form.Item name={name} rules={name === 'en' ? [named] : []}>
      <Input aria-label={said} placeholder={said} maxLength={longest} />
    </Form.Item>
  );
  return (
    <Form<Written>
      key={tag?.id ?? ''}
      className="save-audience"
      layout="inline"
      initialValues={{
        en: tag?.name.en ?? '',
        zh: tag?.name.zh ?? '',
        category: tag?.category ?? '',
        definition: tag?.definition.en ?? '',
      }}
      onFinish={onSave}
    >
      {field('en', t('understand.tags.nameEn'))}
      {field('zh', t('understand.tags.nameZh'))}
      <Form.Item name="category">
        <AutoComplete
          aria-label={t('understand.tags.category')}
          placeholder={t('understand.tags.category')}
          options={(library.data?.categories ?? []).map((one) => ({
            value: one.path,
            label: `${label(one.name)} (${one.path})`,
          }))}
        />
      </Form.Item>
      {field('definition', t('understand.tags.definition'), 300)}
      <Button htmlType="submit" disabled={!ready} loading={saving}>
        {tag ? t('understand.tags.saveAs', { version: tag.version + 1 }) : t('understand.tags.save')}
      </Button>
    </Form>
  );
}
