import { Problem, SegmentScheme, type SegmentSchemeDetail } from '#contract';
import { ProblemList, useErrorWords, useText } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { parse, stringify } from 'yaml';
import { ButtonLink } from '../../app/button-link.tsx';
import { client, reading } from '../../app/client.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { idOf } from '../save-audience.tsx';
import '../segments.css';
import './schemes.css';

const route = getRouteApi('/signed-in/understand/strategic/text');

const beginning = `name: { en: My segments, zh: 我的分群 }
definition: { en: '', zh: '' }
base: arpu > 0
dimensions:
  - id: age
    name: { en: Age, zh: 年龄 }
    values:
      - { id: under-35, name: { en: Under 35, zh: 35岁以下 }, rule: age < 35 }
      - { id: from-35, name: { en: 35 and over, zh: 35岁及以上 }, rule: age >= 35 }
`;

/** The text of a scheme (YAML; JSON is YAML too): saving it makes the next version, or says what is wrong and where. */
export default function SchemeEditorScreen(): ReactNode {
  const { t } = useTranslation();
  const { scheme: id } = route.useSearch();
  // What is being edited must not be changed under the hands by what somebody else does.
  const saved = useQuery({
    ...reading('readSegmentScheme', { params: { id: id ?? '' } }),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
  return id === undefined ? (
    <Page title={t('understand.strategic.create')} about={t('understand.strategic.textAbout')}>
      <Editor saved={undefined} />
    </Page>
  ) : (
    <Answer of={saved}>{(found) => <Existing saved={found} />}</Answer>
  );
}

function Existing({ saved }: { saved: SegmentSchemeDetail }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <Page
      title={t('understand.strategic.editing', { name: text(saved.name) })}
      about={t('understand.strategic.textAbout')}
      actions={
        <ButtonLink to="/understand/strategic/scheme/$scheme" params={{ scheme: saved.id }}>
          {t('understand.strategic.back')}
        </ButtonLink>
      }
    >
      <Editor saved={saved} />
    </Page>
  );
}

function Editor({ saved }: { saved: SegmentSchemeDetail | undefined }) {
  const { t } = useTranslation();
  const [written, setWritten] = useState(() => (saved ? textOf(saved) : beginning));
  const navigate = useNavigate();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const scheme = readScheme(written);
      const id = saved?.id ?? idOf(scheme.name.en || scheme.name.zh);
      return client.putSegmentScheme({ params: { id }, body: { scheme } });
    },
    onSuccess: async ({ id }) => {
      for (const one of ['listSegmentSchemes', 'readSegmentScheme', 'countSegmentScheme', 'proveSegmentScheme'])
        await queries.invalidateQueries({ queryKey: [one] });
      await navigate({ to: '/understand/strategic/scheme/$scheme', params: { scheme: id } });
    },
  });
  return (
    <Panel>
      <Form layout="vertical" onFinish={() => save.mutate()}>
        <Form.Item
          label={t('understand.strategic.text')}
          htmlFor="scheme-text"
          extra={t('understand.strategic.textHelp')}
        >
          <Input.TextArea
            id="scheme-text"
            className="scheme-text"
            spellCheck={false}
            autoSize={{ minRows: 16, maxRows: 40 }}
            value={written}
            onChange={(event) => setWritten(event.target.value)}
          />
        </Form.Item>
        {save.error && <Mistakes error={save.error} />}
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('understand.strategic.save')}
        </Button>
      </Form>
    </Panel>
  );
}

/** In the order of the shape, which the store does not keep. */
const textOf = ({ scheme }: SegmentSchemeDetail): string => stringify(SegmentScheme.parse(scheme), { lineWidth: 110 });

/** @throws Problem with every mistake and its place, as the server’s own are */
function readScheme(written: string): SegmentScheme {
  let document: unknown;
  try {
    document = parse(written);
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new Problem('invalid', 'scheme-unreadable', message, { problems: [{ code: 'yaml', place: '', message }] });
  }
  const read = SegmentScheme.safeParse(document);
  if (read.success) return read.data;
  throw new Problem('invalid', 'scheme-unreadable', 'The text is no scheme.', {
    problems: read.error.issues.map(({ code, path, message }) => ({ code, place: path.join('.'), message })),
  });
}

function Mistakes({ error }: { error: Error }) {
  const words = useErrorWords();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="scheme-notice"
      title={words(error)}
      description={error instanceof Problem && <ProblemList problem={error} />}
    />
  );
}
