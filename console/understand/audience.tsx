import type { Problem } from '#contract';
import { ErrorState, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, reading } from '../app/client.ts';
import { Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useSettled } from '../app/settled.ts';
import { AudienceAnswer } from './audience-answer.tsx';
import { catalogueOf, checkRule, type RuleMark } from './rule-check.ts';
import { RuleInput } from './rule-input.tsx';
import { SaveAudience } from './save-audience.tsx';
import './audience.css';

const route = getRouteApi('/signed-in/understand/audiences/rule');
/** After this much stillness the count is asked, and after that much what takes longer. */
const countAfterMs = 150;
const detailsAfterMs = 450;

export default function AudienceScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(search.rule ?? '');
  const settled = useSettled(text, countAfterMs);
  useEffect(() => {
    void navigate({ search: (now) => ({ ...now, rule: settled || undefined }), replace: true });
  }, [settled, navigate]);
  const { fields, periods, period, marks, ready } = useLocalCheck(text, search.period);
  const rule = ready && marks.length === 0 && settled.trim() !== '' ? settled : undefined;
  const asked = useMemo(() => ({ rule: rule ?? '', ...(period !== undefined && { period }) }), [rule, period]);
  const count = useQuery({
    ...reading('countAudience', { body: asked }),
    enabled: rule !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const refused = rule !== undefined && rule === text && isProblem(count.error, 'invalid') ? count.error : undefined;
  const allMarks = refused ? marksOf(refused) : marks;
  const counted = rule !== undefined && !count.error;
  const detailed = useSettled(counted ? asked : undefined, detailsAfterMs);
  return (
    <Page title={t('understand.rule.new')} heading={<AudienceName id={search.audience} />}>
      <div className="rule-and-answer">
        <div className="panels">
          <Panel title={t('understand.rule.title')} more={<PeriodChoice periods={periods} period={period} />}>
            <RuleInput value={text} onChange={setText} fields={fields} marks={text.trim() === '' ? [] : allMarks} />
            {text.trim() === '' ? <Examples onTake={setText} known={fields.map((f) => f.name)} /> : null}
          </Panel>
          <Words asked={counted ? asked : undefined} />
          <Save audience={search.audience} rule={counted && rule === text ? text : undefined} />
        </div>
        <div className="panels">
          {count.error && !refused ? (
            <ErrorState error={count.error} onRetry={() => void count.refetch()} />
          ) : (
            <AudienceAnswer
              count={text.trim() === '' ? undefined : count.data}
              old={count.isPlaceholderData || !counted}
              hint={text.trim() === '' ? 'wait' : counted ? undefined : 'mend'}
              detailed={detailed}
            />
          )}
        </div>
      </div>
    </Page>
  );
}

/** The catalogue of the record, and what the browser alone sees wrong with the rule. */
function useLocalCheck(text: string, wanted: string | undefined) {
  const { data, isPending } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const period = wanted ?? data?.period ?? undefined;
  const catalogue = useMemo(
    () => (data && period !== undefined ? catalogueOf(data.items, period) : undefined),
    [data, period],
  );
  const marks = useMemo(() => (catalogue ? checkRule(text, catalogue) : []), [text, catalogue]);
  return { fields: data?.items ?? [], periods: data?.periods ?? [], period, marks, ready: !isPending };
}

/** Where the server found something that the browser could not see. A problem without a place is of the whole rule. */
function marksOf(problem: Problem): readonly RuleMark[] {
  if (problem.problems.length === 0)
    return [{ from: 0, to: 0, code: problem.code, params: problem.parameters, message: problem.message }];
  return problem.problems.map(({ code, from = 0, to = 0, message, suggestion }) => ({
    from,
    to,
    code,
    params: {},
    message,
    ...(suggestion !== undefined && { suggestion }),
  }));
}

function AudienceName({ id }: { id: string | undefined }) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...reading('listAudiences', { query: { limit: 1000 } }), enabled: id !== undefined });
  return data?.items.find((audience) => audience.id === id)?.name ?? id ?? t('understand.rule.new');
}

function PeriodChoice({ periods, period }: { periods: readonly string[]; period: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = route.useNavigate();
  if (period === undefined) return null;
  return (
    <Select
      size="small"
      variant="borderless"
      aria-label={t('app.period')}
      value={period}
      popupMatchSelectWidth={false}
      onChange={(chosen) => void navigate({ search: (now) => ({ ...now, period: chosen }), replace: true })}
      options={periods.toReversed().map((one) => ({ value: one, label: format.period(one) }))}
    />
  );
}

const examples = [
  { name: 'spending', needs: 'arpu', rule: 'arpu >= 90' },
  { name: 'long', needs: 'tenure_months', rule: 'tenure_months > 24' },
  { name: 'quiet', needs: 'dnd', rule: 'not dnd' },
] as const;

/** Only examples that this operator's record can answer are offered. */
function Examples({ onTake, known }: { onTake: (rule: string) => void; known: readonly string[] }) {
  const { t } = useTranslation();
  const fitting = examples.filter((example) => known.includes(example.needs));
  return (
    <div className="rule-help">
      <p className="quiet">{t('understand.rule.help')}</p>
      {fitting.length > 0 && (
        <p className="rule-examples">
          <span className="quiet">{t('understand.rule.example')}</span>
          {fitting.map(({ name, rule }) => (
            <button key={name} type="button" className="gl-link" onClick={() => onTake(rule)}>
              {t(`understand.rule.examples.${name}`)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

export interface Asked {
  readonly rule: string;
  readonly period?: string;
}

/** The rule as a sentence, so that its author sees what was understood; the SQL for those who want it. */
function Words({ asked }: { asked: Asked | undefined }) {
  const { t } = useTranslation();
  const words = useText();
  const format = useFormat();
  const { data } = useQuery({
    ...reading('explainAudience', { body: asked ?? { rule: '' } }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Panel title={t('understand.rule.words')}>
      {data && asked ? (
        <>
          <p>{words(data.words)}</p>
          <details className="rule-sql">
            <summary>{t('understand.rule.sql')}</summary>
            <p className="quiet small">{t('understand.rule.cost', { rows: format.short(data.estimate.rows) })}</p>
            <pre tabIndex={0}>{data.sql}</pre>
          </details>
        </>
      ) : (
        <p className="quiet">{t('understand.rule.wordsWait')}</p>
      )}
    </Panel>
  );
}

function Save({ audience, rule }: { audience: string | undefined; rule: string | undefined }) {
  const may = useMay();
  const navigate = route.useNavigate();
  if (!may('audiences.write')) return null;
  return (
    <SaveAudience
      key={audience}
      audience={audience}
      rule={rule}
      onSaved={(id) => void navigate({ search: (now) => ({ ...now, audience: id }), replace: true })}
    />
  );
}
