import type { ResultKind } from '#contract';
import { useTranslation } from 'react-i18next';
import { goInstead } from '../app/route.ts';
import { usePhone, usePhoneState } from '../app/the-phone.ts';
import { tell } from '../app/toast.tsx';
import { useCustomerName } from '../today/order-card.tsx';
import { action, undoMs } from './do.ts';
import { Finish, type Finishing } from './finish.tsx';
import { Form, formGaps, type Answers } from './form.tsx';
import { OrderScreen, tellUndo } from './order-screen.tsx';
import { useOrder, type OpenOrder } from './use-order.ts';

const tiles = ['accepted', 'considering', 'declined', 'unreachable', 'wrong_details', 'do_not_disturb'] as const;
/** After these something was said, and the form earns its place. */
const spoken: ReadonlySet<ResultKind> = new Set(['accepted', 'considering', 'declined']);

/** What is being entered; kept on the disk as it is typed. */
interface Entry {
  readonly kind?: ResultKind;
  readonly answers?: Answers;
  readonly note?: string;
}

export function ResultScreen({ id }: { id: string }) {
  const open = useOrder(id);
  return open ? <Result open={open} /> : <OrderScreen id={id} />;
}

function Result({ open }: { open: OpenOrder }) {
  const { t } = useTranslation('field');
  const { card, campaign } = open;
  const phone = usePhone();
  const name = useCustomerName();
  const draftId = `result ${card.id}`;
  const entry = (usePhoneState().drafts.get(draftId) ?? {}) as Entry;
  const change = (next: Partial<Entry>) => void phone.saveDraft(draftId, { ...entry, ...next });
  const { kind } = entry;
  const form = kind && spoken.has(kind) ? (campaign?.form ?? []) : [];
  const gaps = formGaps(form, entry.answers ?? {});

  const save = async (more: Finishing = {}) => {
    if (!kind || gaps.length > 0) return;
    const note = entry.note?.trim();
    const feedback = form.length > 0 ? (entry.answers ?? {}) : {};
    const work = action(card, { kind: 'result', result: { kind, feedback, ...(note && { note }), ...more } });
    await phone.record([work], { holdMs: undoMs, draft: draftId });
    tellUndo(t('result.saved', { result: t(`result.${kind}`), name: name(card) }), t('result.undo'), async () => {
      const back = work.kind === 'action' && (await phone.takeBack([work.action.id]));
      if (back) await phone.saveDraft(draftId, entry);
      tell({ text: t(back ? 'result.undone' : 'result.tooLate'), untilMs: Date.now() + 3_000 });
    });
    goInstead({ at: 'today' });
  };

  return (
    <div className="f-result">
      <h1>
        {name(card)}
        <span className="f-faint">{t('result.title')}</span>
      </h1>
      <Tiles kind={kind} onKind={(tile) => change({ kind: tile })} />
      {kind === 'do_not_disturb' && <p className="f-note f-bad">{t('result.dndText')}</p>}
      {form.length > 0 && (
        <Form form={form} answers={entry.answers ?? {}} onAnswers={(answers) => change({ answers })} />
      )}
      {kind && (
        <label className="f-field">
          <span>{t('result.note')}</span>
          <textarea
            rows={2}
            maxLength={2000}
            value={entry.note ?? ''}
            onChange={(event) => change({ note: event.target.value })}
          />
        </label>
      )}
      {kind && <Finish kind={kind} disabled={gaps.length > 0} onSave={(more) => void save(more)} />}
    </div>
  );
}

function Tiles({ kind, onKind }: { kind: ResultKind | undefined; onKind: (kind: ResultKind) => void }) {
  const { t } = useTranslation('field');
  return (
    <div className="f-tiles" role="radiogroup" aria-label={t('result.title')}>
      {tiles.map((tile) => (
        <button
          key={tile}
          type="button"
          role="radio"
          aria-checked={kind === tile}
          className={`f-tile f-tile-${tile}`}
          onClick={() => onKind(tile)}
        >
          {t(`result.${tile}`)}
        </button>
      ))}
    </div>
  );
}
