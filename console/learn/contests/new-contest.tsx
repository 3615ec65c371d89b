import { Problem, type ContestFile } from '#contract';
import { Figure, ProblemList, useErrorWords, useFormat } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form, Input, InputNumber, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../../app/client.ts';
import { Page, Panel } from '../../app/page.tsx';
import { thisMonth } from '../appraisal/month-picker.tsx';
import { useIndicators } from '../appraisal/term-labels.ts';
import '../learn.css';
import { DayInput } from '../../app/day-input.tsx';

interface Wanted extends Omit<ContestFile, 'title' | 'budgetYuan' | 'teamValue'> {
  readonly teamValue?: ContestFile['teamValue'];
  readonly en: string;
  readonly zh: string;
  readonly budgetYuan?: number | null;
}

const fileOf = ({ en, zh, budgetYuan, ...file }: Wanted): ContestFile => ({
  ...file,
  // The form has it only while teams compete.
  teamValue: file.teamValue ?? 'mean',
  title: { en: en.trim(), zh: zh.trim() },
  ...(typeof budgetYuan === 'number' && { budgetYuan }),
});

/** A contest before it is set up: what it compares, what it brings, and what the past says it will cost. */
export default function NewContestScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Wanted>();
  const check = useMutation({ mutationFn: (file: ContestFile) => client.checkContest({ body: { file } }) });
  const put = useMutation({
    mutationFn: (file: ContestFile) => client.putContest({ params: { id: file.contest }, body: { file } }),
    onSuccess: async ({ contest }) => {
      await queries.invalidateQueries({ queryKey: ['listContests'] });
      await navigate({ to: '/learn/contests/$contest', params: { contest } });
    },
  });
  const [month] = useState(thisMonth);
  const checkNow = async () => {
    const wanted = await form.validateFields().catch(() => undefined);
    if (wanted) check.mutate(fileOf(wanted));
  };
  return (
    <Page title={t('learn.contests.create')} about={t('learn.contests.createAbout')}>
      <Form<Wanted>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          month,
          between: 'people',
          teamValue: 'mean',
          floor: 0,
          penaltyYuan: 0,
          measure: '(successes + 5) / (expected + 5)',
        }}
        onFinish={(wanted) => put.mutate(fileOf(wanted))}
        className="columns"
      >
        <Panel>
          <Fields />
        </Panel>
        <Panel title={t('learn.contests.foreseen')}>
          <p className="quiet">{t('learn.contests.foreseenAbout')}</p>
          <Foreseen budget={check.data?.budget} />
          {(put.error ?? check.error) && <Refused error={put.error ?? check.error} />}
          <span className="row-acts">
            <Button loading={check.isPending} onClick={() => void checkNow()}>
              {t('learn.contests.check')}
            </Button>
            <Button type="primary" htmlType="submit" loading={put.isPending}>
              {t('learn.contests.setUp')}
            </Button>
          </span>
        </Panel>
      </Form>
    </Page>
  );
}

function Field({
  name,
  label,
  children,
  extra,
}: {
  name: keyof Wanted;
  label: string;
  children: ReactNode;
  extra?: string;
}) {
  const { t } = useTranslation();
  const mayMiss = name === 'budgetYuan';
  return (
    <Form.Item
      name={name}
      label={label}
      {...(extra !== undefined && { extra })}
      rules={mayMiss ? [] : [{ required: true, message: t('learn.contests.missing') }]}
    >
      {children}
    </Form.Item>
  );
}

function Fields() {
  const { t } = useTranslation();
  const format = useFormat();
  const months = useQuery(reading('listMonths'));
  const [now] = useState(thisMonth);
  const known = [...new Set([now, ...(months.data?.items ?? []).map((one) => one.month)])].toSorted().toReversed();
  return (
    <>
      <div className="pair">
        <Field name="en" label={t('learn.contests.titleEn')}>
          <Input maxLength={120} />
        </Field>
        <Field name="zh" label={t('learn.contests.titleZh')}>
          <Input maxLength={120} />
        </Field>
        <Field name="contest" label={t('learn.contests.id')}>
          <Input maxLength={80} spellCheck={false} />
        </Field>
        <Field name="month" label={t('app.period')}>
          <Select options={known.map((month) => ({ value: month, label: format.period(month) }))} />
        </Field>
      </div>
      <Competitors />
      <Field name="measure" label={t('learn.contests.measure')} extra={useMeasureHelp()}>
        <Input spellCheck={false} className="formula" />
      </Field>
      <div className="pair">
        <Field name="base" label={t('learn.contests.base')}>
          <InputNumber controls={false} step={0.05} />
        </Field>
        <Field name="rewardYuan" label={t('learn.contests.rewardBase')}>
          <InputNumber controls={false} min={0} step={50} />
        </Field>
        <Field name="stretch" label={t('learn.contests.stretch')} extra={t('learn.contests.stretchNote')}>
          <InputNumber controls={false} step={0.05} />
        </Field>
        <Field name="budgetYuan" label={t('learn.contests.budgetYuan')} extra={t('learn.contests.budgetNote')}>
          <InputNumber controls={false} min={1} step={1000} />
        </Field>
        <Field name="floor" label={t('learn.contests.floor')}>
          <InputNumber controls={false} step={0.05} />
        </Field>
        <Field name="penaltyYuan" label={t('learn.contests.penalty')}>
          <InputNumber controls={false} min={0} step={10} />
        </Field>
        <Field name="publishOn" label={t('learn.contests.publishOn')}>
          <DayInput />
        </Field>
      </div>
    </>
  );
}

/** Who competes, and what counts as a team's. */
function Competitors() {
  const { t } = useTranslation();
  const between = Form.useWatch<Wanted['between']>('between');
  const isTeam = between === 'grids' || between === 'branches';
  return (
    <div className="pair">
      <Field name="between" label={t('learn.contests.between')}>
        <Select
          options={(['people', 'grids', 'branches', 'agents'] as const).map((value) => ({
            value,
            label: t(`learn.contests.competitor.${value}`),
          }))}
        />
      </Field>
      {isTeam && (
        <Field name="teamValue" label={t('learn.contests.teamValue')}>
          <Select
            options={(['mean', 'sum'] as const).map((value) => ({
              value,
              label: t(`learn.contests.teamValues.${value}`),
            }))}
          />
        </Field>
      )}
    </div>
  );
}

/** The indicators that the measure may name. */
function useMeasureHelp(): string {
  const { t } = useTranslation();
  const { labelOf } = useIndicators();
  const names = [
    'successes',
    'expected',
    'targets',
    'contacted',
    'success_rate',
    'truth_rate',
    'revenue_growth',
    'sold',
  ];
  return t('learn.contests.measureNote', {
    names: names.map((name) => `${name} (${labelOf(name)})`).join(t('learn.statement.comma')),
  });
}

interface Budget {
  readonly people: number;
  readonly competitors: number;
  readonly budgetYuan: number;
  readonly expectedYuan: number;
  readonly highYuan: number;
  readonly mostYuan: number;
}

function Foreseen({ budget }: { budget: Budget | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!budget) return null;
  const line = (name: string, yuan: number) => (
    <div className="foreseen-row">
      <dt>{name}</dt>
      <dd>
        <Figure kind="money" value={yuan} />
      </dd>
    </div>
  );
  return (
    <>
      <dl className="foreseen-rows">
        {line(t('learn.contests.expected'), budget.expectedYuan)}
        {line(t('learn.contests.high'), budget.highYuan)}
        {line(t('learn.contests.most'), budget.mostYuan)}
        {line(t('learn.contests.budget'), budget.budgetYuan)}
      </dl>
      <p>
        {t('learn.contests.enough', {
          people: format.count(budget.people),
          competitors: format.count(budget.competitors),
        })}
      </p>
    </>
  );
}

/** Why it cannot be set up; where money is short, how much it would take. */
function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useErrorWords();
  const { expectedYuan, highYuan } = error instanceof Problem ? error.parameters : {};
  const known = typeof expectedYuan === 'number' && typeof highYuan === 'number';
  return (
    <Alert
      type="error"
      role="alert"
      className="refused"
      title={words(error)}
      description={
        <>
          {known &&
            t('learn.contests.tooSmall', { expected: format.money(expectedYuan), high: format.money(highYuan) })}
          {error instanceof Problem && <ProblemList problem={error} />}
        </>
      }
    />
  );
}
