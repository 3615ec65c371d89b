import type { StreetReport } from '#contract';
import { useFormat, useProblemWords, useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { go } from '../app/route.ts';
import { usePhone, usePhoneState } from '../app/the-phone.ts';
import { tell } from '../app/toast.tsx';
import { action } from '../order/do.ts';
import { partOf, type Conflict } from '../offline/work.ts';
import { useWorkWords } from './work-words.ts';

const officeReport = (text: string, customerId: string | null, workOrderId: string | null): StreetReport => ({
  id: crypto.randomUUID(),
  kind: 'work-order',
  at: new Date().toISOString(),
  text,
  competitor: null,
  customerId,
  workOrderId,
  longitude: null,
  latitude: null,
  photo: null,
});

/** What is wrong with the entry itself can be put right and told again. */
const correctable = new Set([
  'feedback-missing',
  'feedback-choice',
  'feedback-type',
  'unknown-feedback-field',
  'reason-needed',
  'request-invalid',
]);

/** The person's entry beside what the office has, and what can be done about it. Nothing happens without them. */
export function ConflictCard({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation('field');
  const { cards } = usePhoneState();
  const { work, problem } = conflict;
  const card = work.kind === 'action' ? cards.get(work.action.workOrderId) : undefined;
  const name = conflict.customerName ?? card?.customerName ?? (work.kind === 'action' ? work.action.workOrderId : '');
  const problemWords = useProblemWords();
  return (
    <article className="f-conflict">
      <h3>{name}</h3>
      <p className="f-conflict-what">
        {t(`queue.${conflict.kind}`)}
        {problem && `: ${problemWords(problem)}`}
      </p>
      <div className="f-beside">
        <Mine conflict={conflict} />
        <Theirs conflict={conflict} />
      </div>
      <Decisions conflict={conflict} name={name} />
    </article>
  );
}

function Mine({ conflict: { work } }: { conflict: Conflict }) {
  const { t } = useTranslation('field');
  const words = useWorkWords();
  const format = useFormat();
  const { at } = partOf(work);
  const note =
    work.kind === 'action' ? work.action.result?.note : work.kind === 'report' ? work.report.text : work.appeal.why;
  return (
    <div>
      <h4>{t('queue.mine')}</h4>
      <strong>{words(work)}</strong>
      {note && <span>{note}</span>}
      <span className="f-faint">{format.instant(at)}</span>
    </div>
  );
}

function Theirs({ conflict: { theirs } }: { conflict: Conflict }) {
  const { t, i18n } = useTranslation('field');
  const format = useFormat();
  const text = useText();
  if (!theirs) return null;
  const { result, state, at, person, why, counts } = theirs;
  return (
    <div>
      <h4>{t('queue.theirs')}</h4>
      <strong>{result ? t(`result.${result}`) : t(`state.${state}`)}</strong>
      {person && <span>{t('queue.person', { name: text(person) })}</span>}
      {why && <span>{i18n.exists(`field:queue.why.${why}`) ? t(`queue.why.${why as 'do-not-disturb'}`) : why}</span>}
      {at && <span className="f-faint">{format.instant(at)}</span>}
      {result && <span>{t(counts === 'yours' ? 'queue.yoursCounts' : 'queue.theirsCounts')}</span>}
    </div>
  );
}

function Decisions({ conflict, name }: { conflict: Conflict; name: string }) {
  const { t } = useTranslation('field');
  const phone = usePhone();
  const words = useWorkWords();
  const problemWords = useProblemWords();
  const { cards } = usePhoneState();
  const { work, kind, problem, theirs } = conflict;
  const own = work.kind === 'action' ? work.action : undefined;
  const card = own && cards.get(own.workOrderId);
  const leave = () => phone.dismiss(conflict.id);
  const mineAgain = async () => {
    if (!card || !own?.result) return;
    await phone.record([
      action({ ...card, doneAt: theirs?.at ?? card.doneAt }, { kind: 'result', result: own.result }),
    ]);
    await leave();
  };
  const correct = async () => {
    if (!card || !own?.result) return;
    const { kind: result, feedback, note } = own.result;
    await phone.saveDraft(`result ${card.id}`, { kind: result, answers: feedback, note });
    await leave();
    go({ at: 'result', id: card.id });
  };
  const tellOffice = async () => {
    const entry = [words(work), own?.result?.note].filter(Boolean).join(' · ');
    const why = problem ? problemWords(problem) : t(`queue.${kind}`);
    const text = t('queue.officeText', { order: name, problem: why, entry });
    const report = officeReport(text, card?.customerId ?? null, own?.workOrderId ?? null);
    await phone.record([{ kind: 'report', report }]);
    await leave();
    tell({ text: t('queue.told'), untilMs: Date.now() + 3_000 });
  };
  const another = card && own?.result && kind !== 'refused' && theirs?.counts !== 'yours';
  const mendable = card && own?.result && problem && correctable.has(problem.code);
  return (
    <div className="f-two">
      <button type="button" className="f-button" onClick={() => void leave()}>
        {t('queue.keep')}
      </button>
      {another && (
        <button type="button" className="f-button" onClick={() => void mineAgain()}>
          {t('queue.mineAgain')}
        </button>
      )}
      {mendable && (
        <button type="button" className="f-button" onClick={() => void correct()}>
          {t('queue.correct')}
        </button>
      )}
      {kind === 'refused' && !mendable && work.kind === 'action' && (
        <button type="button" className="f-button" onClick={() => void tellOffice()}>
          {t('queue.tellOffice')}
        </button>
      )}
    </div>
  );
}
