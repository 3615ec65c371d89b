import type { Appeal } from '#contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhone, usePhoneState } from '../app/the-phone.ts';
import { tell } from '../app/toast.tsx';
import type { Phone } from '../offline/phone.ts';

type Unsent<T> = T extends unknown ? Omit<T, 'id' | 'at'> : never;

interface AppealFormProps {
  /** Where what is typed is kept. */
  readonly draft: string;
  readonly words: { readonly open: string; readonly title: string; readonly send: string };
  readonly make: (why: string) => Unsent<Appeal>;
}

const shortest = 3;
const soon = () => Date.now() + 3_000;

async function sendAppeal(phone: Phone, unsent: Unsent<Appeal>, draft: string): Promise<void> {
  const appeal = { ...unsent, id: crypto.randomUUID(), at: new Date().toISOString() } as Appeal;
  await phone.record([{ kind: 'appeal', appeal }], { draft });
  void phone.exchange();
}

/** One button that opens into a few lines; what is typed is kept as it is typed, what is sent waits in the queue. */
export function AppealForm({ draft, words, make }: AppealFormProps) {
  const { t } = useTranslation('field');
  const phone = usePhone();
  const kept = usePhoneState().drafts.get(draft);
  const why = typeof kept === 'string' ? kept : '';
  const [open, setOpen] = useState(why !== '');
  const send = async () => {
    await sendAppeal(phone, make(why.trim()), draft);
    setOpen(false);
    tell({ text: t('points.sent'), untilMs: soon() });
  };
  if (!open)
    return (
      <button type="button" className="f-button" onClick={() => setOpen(true)}>
        {words.open}
      </button>
    );
  const ready = why.trim().length >= shortest;
  return (
    <form
      className="f-appeal"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label className="f-field">
        <span>{words.title}</span>
        <textarea
          rows={3}
          maxLength={1000}
          value={why}
          onChange={(event) => void phone.saveDraft(draft, event.target.value)}
        />
      </label>
      <div className="f-two">
        <button
          type="button"
          className="f-button"
          onClick={() => {
            void phone.saveDraft(draft, undefined);
            setOpen(false);
          }}
        >
          {t('app.back')}
        </button>
        <button type="submit" className="f-button" disabled={!ready}>
          {ready ? words.send : t('points.appealMissing')}
        </button>
      </div>
    </form>
  );
}

/** What has been said and has not reached the office yet. */
export function useWaitingAppeals(): Appeal[] {
  return usePhoneState().queue.flatMap(({ work }) => (work.kind === 'appeal' ? [work.appeal] : []));
}
