import type { Objection } from '#contract';
import { Ago, Badge } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePeopleNames } from '../../act/people-names.ts';
import { client, reading } from '../../app/client.ts';
import { Panel } from '../../app/page.tsx';
import { useMay, useSession } from '../../app/session.ts';
import { useChange } from '../use-change.ts';
import { useTermLabels } from './term-labels.ts';

interface ObjectionsProps {
  readonly month: string;
  /** Of this person only; without it the subtree's, and nothing where there are none. */
  readonly personId?: string;
}

/** What people have against their points: those that wait first, each with the way to answer it. */
export function Objections({ month, personId }: ObjectionsProps) {
  const { t } = useTranslation();
  const { data } = useQuery(reading('listObjections', { params: { month } }));
  const items = (data?.items ?? []).filter((one) => personId === undefined || one.personId === personId);
  if (items.length === 0) return null;
  const ordered = items.toSorted((a, b) => Number(b.state === 'open') - Number(a.state === 'open') || b.id - a.id);
  return (
    <Panel title={t('learn.appraisal.objections')}>
      <ul className="cases">
        {ordered.map((one) => (
          <li key={one.id}>
            <OneObjection objection={one} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function OneObjection({ objection }: { objection: Objection }) {
  const { t } = useTranslation();
  const people = usePeopleNames();
  const may = useMay();
  const label = useTermLabels();
  const session = useSession();
  const tone = { open: 'attention', upheld: 'good', rejected: 'quiet' } as const;
  const { month, personId: person } = objection;
  return (
    <article className="case">
      <p className="case-head">
        <Badge tone={tone[objection.state]}>{t(`learn.appraisal.objectionStates.${objection.state}`)}</Badge>
        <Link to="/learn/appraisal/$month/$person" params={{ month, person }}>
          {people.nameOf(person)}
        </Link>
        <span className="quiet small">
          {objection.term === null ? t('learn.appraisal.wholeStatement') : label(objection.term)} ·{' '}
          <Ago at={objection.at} />
        </span>
      </p>
      <blockquote className="said">{objection.why}</blockquote>
      {objection.answer !== null && (
        <p className="case-answer">
          <span className="quiet">{objection.answeredBy}</span> {objection.answer}
        </p>
      )}
      {objection.state === 'open' && may('work.assign') && session.personId !== person && (
        <AnswerForm objection={objection} />
      )}
    </article>
  );
}

interface Answered {
  readonly answer: string;
  readonly points?: number | null;
}

function AnswerForm({ objection }: { objection: Objection }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Answered>();
  const answer = useChange(
    ({ upheld, given }: { upheld: boolean; given: Answered }) =>
      client.answerObjection({
        params: { objection: String(objection.id) },
        body: { upheld, answer: given.answer.trim(), points: upheld ? (given.points ?? 0) : 0 },
      }),
    {
      old: ['listObjections', 'readMonth', 'listAppraised', 'readStatement'],
      said: ({ state }) => t(`learn.appraisal.objectionStates.${state}`),
    },
  );
  const send = async (upheld: boolean) => {
    const given = await form.validateFields().catch(() => undefined);
    if (given) answer.mutate({ upheld, given });
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} className="case-form">
      <Form.Item
        name="answer"
        label={t('learn.appraisal.yourAnswer')}
        rules={[{ required: true, whitespace: true, min: 3, message: t('learn.appraisal.answerMissing') }]}
      >
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
      <Form.Item name="points" label={t('learn.appraisal.pointsAdded')} extra={t('learn.appraisal.pointsAddedNote')}>
        <InputNumber controls={false} step={0.5} min={-100} max={100} />
      </Form.Item>
      <span className="row-acts">
        <Button type="primary" loading={answer.isPending} onClick={() => void send(true)}>
          {t('learn.appraisal.uphold')}
        </Button>
        <Button disabled={answer.isPending} onClick={() => void send(false)}>
          {t('learn.appraisal.rejectIt')}
        </Button>
      </span>
    </Form>
  );
}
