import type { AudienceDetail, Limit, Problem, RecordField } from '#contract';
import { ErrorState } from '#parts';
import type { Catalogue } from '#query';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, reading } from '../app/client.ts';
import { Page } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import type { Asked } from './asked.tsx';
import { AudienceCount, Steps } from './audience-answer.tsx';
import { ExportAudience } from './audience-export.tsx';
import { AudienceHistory } from './audience-history.tsx';
import { Places } from './audience-places.tsx';
import { Profile } from './audience-profile.tsx';
import { useAnswers, useFunnel } from './audience-questions.ts';
import { AudienceLimit } from './audience-limit.tsx';
import { Reach } from './audience-reach.tsx';
import { AudienceSets } from './audience-sets.tsx';
import { Split } from './audience-split.tsx';
import { catalogueOf, type RuleMark } from './rule-check.ts';
import { fromGroup, fromText, ontoRows, type Draft } from './rule-draft.ts';
import { RulePanel, type Written } from './rule-panel.tsx';
import { RuleWords } from './rule-words.tsx';
import { SaveAudience } from './save-audience.tsx';
import { SaveTag } from './save-tag.tsx';
import './audience.css';

const route = getRouteApi('/signed-in/understand/audiences/rule');

/** A rule on the left, as rows and as text; on the right whom it selects. */
export function Writing(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { fields, periods, period, catalogue } = useCatalogue(search.period);
  const { draft, text, whole, setWritten } = useDraft(search.rule ?? '', catalogue);
  const isEmpty = text.trim() === '';
  const answers = useAnswers(whole, period);
  const { asked, count, counted, detailed } = answers;
  const funnel = useFunnel(detailed);
  const refused = whole !== undefined && isProblem(count.error, 'invalid') ? count.error : undefined;
  const marks = refused ? marksOf(refused) : (draft?.marks ?? []);
  const { data: saved } = useQuery({
    ...reading('readAudience', { params: { id: search.audience ?? '' } }),
    enabled: search.audience !== undefined,
  });
  const { limit, setLimit } = useLimit(saved);
  const keeps = useKeeps(funnel.data, whole);
  const hint = isEmpty ? 'wait' : whole !== undefined && !refused ? undefined : 'mend';
  return (
    <Page
      title={saved?.name ?? t(search.as === 'tag' ? 'understand.tags.create' : 'understand.rule.new')}
      actions={
        <ExportAudience
          asked={asked}
          limit={limit}
          count={count.data?.count}
          fields={fields}
          name={saved?.id ?? 'audience'}
        />
      }
    >
      <div className="rule-and-answer">
        <div className="panels">
          <RulePanel
            {...{ draft, text, isEmpty, keeps, fields, periods, period }}
            marks={isEmpty ? [] : marks}
            rows={draft && (refused ? ontoRows(draft, marks) : draft.rows)}
            onChange={setWritten}
          />
          <RuleWords asked={asked} />
          <Save saved={saved} rule={counted ? whole : undefined} limit={limit} />
          {saved && <AudienceHistory audience={saved} text={text} onTake={(rule) => setWritten({ text: rule })} />}
        </div>
        <Answers answers={answers} funnel={funnel} refused={refused !== undefined} isEmpty={isEmpty} hint={hint} />
      </div>
      {detailed && (
        <Below
          asked={detailed}
          fields={fields}
          limit={limit}
          onLimit={setLimit}
          onTake={(rule) => setWritten({ text: rule })}
        />
      )}
    </Page>
  );
}

/** Which of the rule's customers, where not all: as saved, until somebody chooses. */
function useLimit(saved: AudienceDetail | undefined) {
  const [chosen, setChosen] = useState<{ readonly limit: Limit | undefined }>();
  return {
    limit: chosen ? chosen.limit : (saved?.limit ?? undefined),
    setLimit: (limit: Limit | undefined) => setChosen({ limit }),
  };
}

interface BelowProps {
  readonly asked: Asked;
  readonly fields: readonly RecordField[];
  readonly limit: Limit | undefined;
  readonly onLimit: (limit: Limit | undefined) => void;
  readonly onTake: (rule: string) => void;
}

/** What is looked at once the rule stands: it beside others, some of its customers, and who would get nothing. */
function Below({ asked, fields, limit, onLimit, onTake }: BelowProps) {
  const { as } = route.useSearch();
  return (
    <div className="rule-below panels">
      <AudienceSets asked={asked} onTake={onTake} />
      {as !== 'tag' && <AudienceLimit asked={asked} fields={fields} limit={limit} onLimit={onLimit} />}
      <Reach asked={asked} />
    </div>
  );
}

/** Of each condition at the top, what share of everybody it keeps alone. */
function useKeeps(funnel: ReturnType<typeof useFunnel>['data'], whole: string | undefined) {
  return useMemo(
    () => (funnel && whole ? funnel.steps.map((step) => step.alone / (funnel.total || 1)) : undefined),
    [funnel, whole],
  );
}

/** The rule being written, in both forms; once it is whole it is in the address, so that it can be sent to somebody. */
function useDraft(first: string, catalogue: Catalogue | undefined) {
  const navigate = route.useNavigate();
  const { audience } = route.useSearch();
  const [written, setWritten] = useState<Written | undefined>(
    first === '' && audience !== undefined ? undefined : { text: first },
  );
  const { data: saved } = useQuery({
    ...reading('readAudience', { params: { id: audience ?? '' } }),
    enabled: written === undefined && audience !== undefined,
  });
  // An address that names a saved audience alone opens its rule.
  const now: Written = useMemo(() => written ?? { text: saved?.rule ?? '' }, [written, saved]);
  const draft = useMemo<Draft | undefined>(
    () => catalogue && ('text' in now ? fromText(now.text, catalogue) : fromGroup(now.group, catalogue)),
    [now, catalogue],
  );
  const text = draft?.text ?? ('text' in now ? now.text : '');
  const whole = draft && draft.marks.length === 0 && draft.rows.size === 0 && text.trim() !== '' ? text : undefined;
  const keep = whole ?? ('text' in now ? text : undefined);
  useEffect(() => {
    if (keep !== undefined)
      void navigate({ search: (before) => ({ ...before, rule: keep || undefined }), replace: true });
  }, [keep, navigate]);
  return { draft, text, whole, setWritten };
}

interface AnswersProps {
  readonly answers: ReturnType<typeof useAnswers>;
  readonly funnel: ReturnType<typeof useFunnel>;
  readonly refused: boolean;
  readonly isEmpty: boolean;
  readonly hint: 'wait' | 'mend' | undefined;
}

function Answers({ answers: { count, estimate, counted, detailed }, funnel, refused, isEmpty, hint }: AnswersProps) {
  return (
    <div className="panels">
      {count.error && !refused ? (
        <ErrorState error={count.error} onRetry={() => void count.refetch()} />
      ) : (
        <AudienceCount
          count={isEmpty ? undefined : count.data}
          old={count.isPlaceholderData || !counted}
          estimate={counted ? estimate : undefined}
          hint={hint}
        />
      )}
      {detailed && <Steps funnel={funnel} />}
      {detailed && <Profile asked={detailed} />}
      {detailed && <Places asked={detailed} />}
      {detailed && <Split asked={detailed} />}
    </div>
  );
}

/** The catalogue of the record, with which the browser alone sees most of what is wrong with a rule. */
function useCatalogue(wanted: string | undefined) {
  const { data } = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const period = wanted ?? data?.period ?? undefined;
  const catalogue = useMemo<Catalogue | undefined>(
    () => (data && period !== undefined ? catalogueOf(data.items, period) : undefined),
    [data, period],
  );
  return { fields: data?.items ?? [], periods: data?.periods ?? [], period, catalogue };
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

interface SaveProps {
  readonly saved: AudienceDetail | undefined;
  readonly rule: string | undefined;
  readonly limit: Limit | undefined;
}

/** Under a name: as an audience, or, where that is what the address says, as a tag. */
function Save({ saved, rule, limit }: SaveProps) {
  const may = useMay();
  const navigate = route.useNavigate();
  const { audience, as, tag } = route.useSearch();
  const known = useQuery({ ...reading('readTag', { params: { id: tag ?? '' } }), enabled: tag !== undefined });
  if (!may('audiences.write') || (audience !== undefined && !saved)) return null;
  if (as === 'tag')
    return tag !== undefined && !known.data ? null : (
      <SaveTag
        key={tag}
        tag={known.data}
        rule={rule}
        onSaved={(id) => void navigate({ search: (now) => ({ ...now, tag: id }), replace: true })}
      />
    );
  return (
    <SaveAudience
      key={audience}
      saved={saved}
      rule={rule}
      limit={limit}
      onSaved={(id) => void navigate({ search: (now) => ({ ...now, audience: id }), replace: true })}
    />
  );
}
