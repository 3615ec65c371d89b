import { useFormat, useText } from '#parts';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { prefer, usePreferences } from '../app/preferences.ts';
import { addressOf } from '../app/route.ts';
import { usePhone, usePhoneState } from '../app/the-phone.ts';
import { useToday } from '../app/clock.ts';
import { takeUpdate, useUpdateReady } from '../app/update.ts';
import { localDay } from '../offline/day-plan.ts';
import type { PhoneState } from '../offline/state.ts';

export function MeScreen() {
  const { t } = useTranslation('field');
  const text = useText();
  const state = usePhoneState();
  const { session, queue, conflicts } = state;
  const updateReady = useUpdateReady();
  if (!session) return null;
  return (
    <>
      <header className="f-me-head">
        <h1>{text(session.name)}</h1>
        <p className="f-faint">{text(session.orgUnitName)}</p>
      </header>
      {updateReady && (
        <div className="f-note">
          <strong>{t('me.update')}</strong>
          <span>{t('me.updateText')}</span>
          <button type="button" className="f-button" onClick={takeUpdate}>
            {t('me.updateAct')}
          </button>
        </div>
      )}
      <Counts state={state} />
      <PointsRow state={state} />
      <a className="f-row" href={addressOf({ at: 'queue' })}>
        <span className="f-row-text">
          <span className="f-row-name">{t('me.queue')}</span>
        </span>
        <span className="f-row-end">
          <span>{queue.length > 0 ? t('net.waiting', { count: queue.length }) : t('net.sent')}</span>
          {conflicts.length > 0 && (
            <span className="gl-badge gl-attention">{t('today.decide', { count: conflicts.length })}</span>
          )}
        </span>
      </a>
      <Choices />
      <Device state={state} />
      <LogOut waiting={queue.length} />
    </>
  );
}

function Counts({ state: { cards, facts, queue } }: { state: PhoneState }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const today = useToday();
  const doneToday = [...cards.values()].filter(
    ({ doneAt, result }) => doneAt !== null && result !== null && localDay(doneAt) === today,
  );
  const tally = facts?.tally ?? {};
  const month = Object.values(tally).reduce((sum, count) => sum + (count ?? 0), 0);
  return (
    <section className="f-section">
      <div className="f-counts">
        <Count label={t('me.todayDone')} value={format.count(doneToday.length)} />
        <Count
          label={t('result.accepted')}
          value={format.count(doneToday.filter(({ result }) => result === 'accepted').length)}
        />
      </div>
      <h2>
        {t('me.month')}
        {queue.length > 0 && <span className="f-faint"> · {t('me.monthSent')}</span>}
      </h2>
      <div className="f-counts">
        <Count label={t('me.done')} value={format.count(month)} />
        <Count label={t('me.accepted')} value={format.count(tally.accepted ?? 0)} />
      </div>
      <p className="f-line">
        <span>{t('me.truth')}</span>
        <span>
          {facts && facts.truth.looked > 0
            ? t('me.truthOf', { found: format.count(facts.truth.found), looked: format.count(facts.truth.looked) })
            : t('me.truthNone')}
        </span>
      </p>
    </section>
  );
}

/** The way to one's points, with what they are and where one stands. */
function PointsRow({ state: { points } }: { state: PhoneState }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const month = points?.own.months[0];
  return (
    <a className="f-row" href={addressOf({ at: 'points' })}>
      <span className="f-row-text">
        <span className="f-row-name">{t('points.title')}</span>
        {month && <span className="f-row-where">{format.period(month.statement.month)}</span>}
      </span>
      <span className="f-row-end">
        {month ? (
          <>
            <strong>{format.decimal(month.statement.total, 1)}</strong>
            <span>{t('points.rank', { rank: month.rank.overall, of: month.rank.of })}</span>
          </>
        ) : (
          t('points.notYet')
        )}
      </span>
    </a>
  );
}

const Count = ({ label, value }: { label: string; value: string }) => (
  <div className="f-figure">
    <strong>{value}</strong>
    <span>{label}</span>
  </div>
);

function Choices() {
  const { t } = useTranslation('field');
  const { language, theme } = usePreferences();
  return (
    <section className="f-section">
      <Choice label={t('me.language')}>
        {(['zh', 'en'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={language === one}
            onClick={() => prefer({ language: one })}
          >
            {one === 'zh' ? '中文' : 'English'}
          </button>
        ))}
      </Choice>
      <Choice label={t('me.theme')}>
        {(['system', 'light', 'dark'] as const).map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={theme === one}
            onClick={() => prefer({ theme: one })}
          >
            {t(`me.${one}`)}
          </button>
        ))}
      </Choice>
    </section>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="f-choice-line">
      <span aria-hidden="true">{label}</span>
      <div className="f-segments" role="radiogroup" aria-label={label}>
        {children}
      </div>
    </div>
  );
}

function Device({ state: { cards, expiresAt } }: { state: PhoneState }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const [storage, setStorage] = useState<{ usage: number; persisted: boolean }>();
  useEffect(() => {
    void (async () => {
      const usage = (await navigator.storage?.estimate?.())?.usage ?? 0;
      setStorage({ usage, persisted: (await navigator.storage?.persisted?.()) ?? false });
    })();
  }, []);
  return (
    <section className="f-section">
      <h2>{t('me.phone')}</h2>
      <p className="f-line">
        <span>{t('me.orders')}</span>
        <span>{format.count(cards.size)}</span>
      </p>
      {storage && (
        <p className="f-line">
          <span>{t('me.storage')}</span>
          <span>
            {format.decimal(storage.usage / 1e6, 1)} MB · {t(storage.persisted ? 'me.persistent' : 'me.notPersistent')}
          </span>
        </p>
      )}
      {expiresAt && (
        <p className="f-line">
          <span>{t('me.expires')}</span>
          <span>{format.instant(expiresAt)}</span>
        </p>
      )}
      <p className="f-line">
        <span>{t('me.version')}</span>
        <span>{__VERSION__}</span>
      </p>
    </section>
  );
}

function LogOut({ waiting }: { waiting: number }) {
  const { t } = useTranslation('field');
  const phone = usePhone();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="f-quiet" onClick={() => setAsking(true)}>
        {t('me.logOut')}
      </button>
    );
  }
  return (
    <div className="f-note" role="alertdialog" aria-label={t('me.logOutTitle')}>
      <strong>{t('me.logOutTitle')}</strong>
      <span>{t('me.logOutText')}</span>
      {waiting > 0 && <span>{t('me.logOutWaiting', { count: waiting })}</span>}
      <div className="f-two">
        <button type="button" className="f-button" onClick={() => setAsking(false)}>
          {t('app.back')}
        </button>
        <button
          type="button"
          className="f-button"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            void phone.logOut();
          }}
        >
          {t('me.logOut')}
        </button>
      </div>
    </div>
  );
}
