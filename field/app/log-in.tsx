import { Mark, useErrorWords } from '#parts';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { firstWords, wasSent } from './first-words.ts';
import { textOf } from './form-text.ts';
import { prefer } from './preferences.ts';
import { usePhone, usePhoneState } from './the-phone.ts';

const forget = (): void => void Object.assign(firstWords, { login: '', password: '', at: '' });

/** Logs in, and takes over a log-in that was sent before the app had come. */
function useLogIn() {
  const phone = usePhone();
  const [busy, setBusy] = useState(wasSent);
  const [error, setError] = useState<unknown>(null);
  const fail = useCallback((problem: unknown) => {
    setError(problem);
    setBusy(false);
  }, []);
  useEffect(() => {
    if (wasSent()) phone.logIn(firstWords.login, firstWords.password).then(forget, fail);
  }, [phone, fail]);
  const logIn = (login: string, password: string) => {
    setBusy(true);
    setError(null);
    phone.logIn(login, password).then(forget, fail);
  };
  return { busy, error, logIn };
}

export function LogIn() {
  const { t, i18n } = useTranslation('field');
  const { lock, sealed } = usePhoneState();
  const words = useErrorWords();
  const { busy, error, logIn } = useLogIn();
  return (
    <main className="f-log-in">
      <div className="f-log-in-head">
        <Mark size={56} />
        <h1>{t('app.name')}</h1>
        <p>{t(`logIn.${lock.why}`)}</p>
        {sealed > 0 && <p className="f-note">{t('logIn.sealed', { count: sealed })}</p>}
      </div>
      {globalThis.isSecureContext ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            logIn(textOf(form, 'login'), textOf(form, 'password'));
          }}
        >
          <Fields login={lock.login ?? ''} />
          {error !== null && (
            <p className="f-error" role="alert">
              {words(error)}
            </p>
          )}
          <button className="f-big" type="submit" disabled={busy}>
            {t(busy ? 'logIn.busy' : 'logIn.act')}
          </button>
          <p className="f-small">{t('logIn.hint')}</p>
        </form>
      ) : (
        <p className="f-error" role="alert">
          {t('logIn.insecure')}
        </p>
      )}
      <button
        type="button"
        className="f-quiet"
        onClick={() => prefer({ language: i18n.language === 'zh' ? 'en' : 'zh' })}
      >
        {i18n.language === 'zh' ? 'English' : '中文'}
      </button>
    </main>
  );
}

/** With what was typed before the scripts had come. */
function Fields({ login }: { login: string }) {
  const { t } = useTranslation('field');
  return (
    <>
      <label className="f-field">
        <span>{t('logIn.name')}</span>
        <input
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          required
          defaultValue={firstWords.login || login}
          autoFocus={firstWords.at === 'login'}
        />
      </label>
      <label className="f-field">
        <span>{t('logIn.password')}</span>
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          defaultValue={firstWords.password}
          autoFocus={firstWords.at === 'password'}
        />
      </label>
    </>
  );
}
