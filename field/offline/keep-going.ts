import type { Phone } from './phone.ts';

/** While the app is open: exchanges when there is reason to, and follows the server's events. */

/** Nothing may be heard where a proxy swallows the events: then this is how long news takes. */
const pollMs = 45_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** A batch of released orders is many events; one exchange is enough for them. */
const collectMs = 250;

export function keepGoing(phone: Phone): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;

  const later = (ms: number) => {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(() => void exchange(), ms);
  };
  /** What is asked for while an exchange is under way may be younger than its answer: another one follows it. */
  let running = false;
  let wanted = false;
  const ask = (ms: number) => {
    if (running) wanted = true;
    else later(ms);
  };
  async function exchange(): Promise<void> {
    // Nobody looks: nothing new is needed, but what waits goes out.
    const idle = document.visibilityState === 'hidden' && queueLength(phone) === 0;
    if (phone.state().phase !== 'open' || idle) return later(pollMs);
    running = true;
    wanted = false;
    await phone.exchange().finally(() => (running = false));
    const { trouble, network, queue } = phone.state();
    const failed = trouble !== null || network === 'offline';
    pauseMs = failed ? Math.min(pauseMs * 2, longestPauseMs) : firstPauseMs;
    const held = queue.find((one) => one.holdUntil > 0);
    const release = held && held.holdUntil - Date.now();
    if (wanted) return later(collectMs);
    later(failed ? pauseMs : release !== undefined ? Math.max(release, 50) : pollMs);
  }

  const soon = () => ask(0);
  let known = queueLength(phone);
  const unsubscribe = phone.subscribe(() => {
    const length = queueLength(phone);
    if (length > known && !phone.state().exchanging) soon();
    known = length;
  });
  window.addEventListener('online', soon, { signal });
  document.addEventListener('visibilitychange', soon, { signal });
  void follow(phone, signal, () => ask(collectMs));
  soon();
  return () => {
    stopping.abort();
    clearTimeout(timer);
    unsubscribe();
  };
}

const queueLength = (phone: Phone) => phone.state().queue.length;

/** Reads the line of events, opens it again when it breaks, and says when something concerns orders. */
async function follow(phone: Phone, signal: AbortSignal, news: () => void): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    if (phone.state().phase === 'open' && navigator.onLine) {
      try {
        const response = await phone.events(signal);
        pauseMs = firstPauseMs;
        // Whatever happened while the line was broken is unknown.
        news();
        for await (const name of eventNames(response)) if (name === 'work-order' || name === 'campaign') news();
      } catch {
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** The names of server-sent events, as they come in. */
export async function* eventNames(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream() as never).getReader() as
    | ReadableStreamDefaultReader<string>
    | undefined;
  let rest = '';
  if (!reader) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('event: ')) yield line.slice('event: '.length);
  }
}
