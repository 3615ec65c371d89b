import type { Phone } from '../offline/phone.ts';

/** What was typed into the log-in of index.html before the scripts had come, and where. */
export const firstWords = { login: '', password: '', at: '' };

/** A log-in that first.js has sent already. */
interface FirstLogIn {
  readonly body: string;
  readonly answer: Promise<Response>;
}
declare global {
  var gridloopFirst: FirstLogIn | undefined;
}

/** Whether the log-in of index.html was sent before the app had come. */
export const wasSent = (): boolean => globalThis.gridloopFirst !== undefined;

/** The browser's `fetch`, but for the one question that is under way already: it gets that one's answer. */
export const fetchAfterFirst: typeof fetch = (input, init) => {
  const first = globalThis.gridloopFirst;
  if (!first || init?.body !== first.body) return fetch(input, init);
  globalThis.gridloopFirst = undefined;
  return first.answer;
};

export function keepFirstWords(): void {
  for (const name of ['login', 'password'] as const) {
    const input = document.getElementById(`first-${name}`);
    if (input instanceof HTMLInputElement) firstWords[name] = input.value;
    if (input !== null && document.activeElement === input) firstWords.at = name;
  }
}

/** So that the next start shows the log-in of index.html only to whom it is for. Says nothing about whom. */
export function rememberHeld(phone: Phone): void {
  const remember = () => {
    try {
      if (phone.state().phase === 'open') localStorage.setItem('gridloop.field.held', 'yes');
      else localStorage.removeItem('gridloop.field.held');
    } catch {
      // See first.js.
    }
  };
  let before = phone.state().phase;
  remember();
  phone.subscribe(() => {
    const { phase } = phone.state();
    if (phase !== before) remember();
    before = phase;
  });
}
