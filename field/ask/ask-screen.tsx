import type { StreetReport } from '#contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../app/icons.tsx';
import { usePhone, usePhoneState } from '../app/the-phone.ts';
import { tell } from '../app/toast.tsx';
import { smallPhoto } from './photo.ts';

interface Draft {
  readonly kind: 'demand' | 'competitor';
  readonly text: string;
  readonly competitor: string;
  readonly photo: string | null;
  readonly place: { readonly longitude: number; readonly latitude: number } | null;
}
const blank: Draft = { kind: 'demand', text: '', competitor: '', photo: null, place: null };
const draftId = 'ask';

const reportOf = (draft: Draft): StreetReport => ({
  id: crypto.randomUUID(),
  kind: draft.kind,
  at: new Date().toISOString(),
  text: draft.text.trim(),
  competitor: draft.kind === 'competitor' && draft.competitor.trim() !== '' ? draft.competitor.trim() : null,
  customerId: null,
  workOrderId: null,
  longitude: draft.place?.longitude ?? null,
  latitude: draft.place?.latitude ?? null,
  photo: draft.photo,
});

/** Tells the office what was seen in the street. What is typed is kept as it is typed. */
export function AskScreen() {
  const { t } = useTranslation('field');
  const phone = usePhone();
  const draft = (usePhoneState().drafts.get(draftId) as Draft | undefined) ?? blank;
  const change = (next: Partial<Draft>) => void phone.saveDraft(draftId, { ...draft, ...next });
  const send = async () => {
    const report = reportOf(draft);
    await phone.record([{ kind: 'report', report }], { draft: draftId });
    tell({ text: t('ask.saved'), untilMs: Date.now() + 3_000 });
  };
  return (
    <form
      className="f-ask"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h1>{t('ask.title')}</h1>
      <Kinds kind={draft.kind} onKind={(kind) => change({ kind })} />
      {draft.kind === 'competitor' && (
        <label className="f-field">
          <span>{t('ask.who')}</span>
          <input
            value={draft.competitor}
            maxLength={80}
            onChange={(event) => change({ competitor: event.target.value })}
          />
        </label>
      )}
      <label className="f-field">
        <span>{t(draft.kind === 'demand' ? 'ask.demandText' : 'ask.competitorText')}</span>
        <textarea
          rows={4}
          maxLength={4000}
          value={draft.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      </label>
      <Photo photo={draft.photo} onPhoto={(photo) => change({ photo })} />
      <Place place={draft.place} onPlace={(place) => change({ place })} />
      <div className="f-thumb">
        <button type="submit" className="f-big" disabled={draft.text.trim() === ''}>
          {draft.text.trim() === '' ? t('ask.empty') : t('ask.send')}
        </button>
      </div>
    </form>
  );
}

function Photo({ photo, onPhoto }: { photo: string | null; onPhoto: (photo: string | null) => void }) {
  const { t } = useTranslation('field');
  const [wrong, setWrong] = useState(false);
  const take = async (file: Blob | undefined) => {
    if (!file) return;
    try {
      onPhoto(await smallPhoto(file));
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  if (photo !== null) {
    return (
      <div className="f-photo">
        <img src={`data:image/jpeg;base64,${photo}`} alt={t('ask.photoAlt')} />
        <button type="button" className="f-button" onClick={() => onPhoto(null)}>
          {t('ask.removePhoto')}
        </button>
      </div>
    );
  }
  return (
    <>
      <label className="f-button f-file">
        <Icon name="camera" size={20} />
        {t('ask.photo')}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </label>
      {wrong && <p className="f-error">{t('ask.wrongPhoto')}</p>}
    </>
  );
}

function Place({ place, onPlace }: { place: Draft['place']; onPlace: (place: Draft['place']) => void }) {
  const { t } = useTranslation('field');
  return (
    <label className="f-check">
      <input
        type="checkbox"
        checked={place !== null}
        onChange={(event) => {
          if (!event.target.checked) return onPlace(null);
          navigator.geolocation?.getCurrentPosition(({ coords: { longitude, latitude } }) =>
            onPlace({ longitude, latitude }),
          );
        }}
      />
      {t('ask.place')}
    </label>
  );
}

function Kinds({ kind: chosen, onKind }: { kind: Draft['kind']; onKind: (kind: Draft['kind']) => void }) {
  const { t } = useTranslation('field');
  return (
    <div className="f-segments" role="radiogroup" aria-label={t('ask.title')}>
      {(['demand', 'competitor'] as const).map((kind) => (
        <button key={kind} type="button" role="radio" aria-checked={chosen === kind} onClick={() => onKind(kind)}>
          {t(`ask.${kind}`)}
        </button>
      ))}
    </div>
  );
}
