import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from 'chdb';
import { quoteText } from './statement.ts';
import { cancelled, WarehouseError } from './warehouse-error.ts';

interface Waiting {
  readonly give: (session: Session) => void;
  readonly refuse: (error: WarehouseError) => void;
}

/**
 * Sessions of one chDB directory. Queries of one session run one after the other, so every query borrows a session of
 * its own; who comes when all are lent waits in order. One session is kept back for cancelling what the others do.
 */
export class SessionPool {
  readonly #control: Session;
  readonly #open: () => Session;
  #free: Session[];
  readonly #sessions: Set<Session>;
  #waiting: Waiting[] = [];
  #closing = false;
  #emptied: (() => void) | undefined;

  constructor(open: () => Session, size: number) {
    this.#open = open;
    this.#control = open();
    this.#sessions = new Set(Array.from({ length: size }, open));
    this.#free = [...this.#sessions];
  }

  /** Lends a session for as long as `work` takes. An abort while waiting gives up the place in the queue. */
  async use<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const session = await this.borrow(signal);
    let whole = false;
    try {
      const result = await work(session);
      whole = true;
      return result;
    } finally {
      this.giveBack(session, whole);
    }
  }

  async borrow(signal?: AbortSignal): Promise<Session> {
    if (this.#closing) throw closedError();
    if (signal?.aborted) throw cancelled(signal.reason);
    const free = this.#free.pop();
    if (free) return free;
    return await new Promise<Session>((resolve, reject) => {
      const waiting: Waiting = {
        give: (session) => {
          signal?.removeEventListener('abort', leave);
          resolve(session);
        },
        refuse: reject,
      };
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(cancelled(signal?.reason));
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
    });
  }

  /**
   * Takes a session back. One whose query did not come to its end (killed, failed, left) may still hold a part of that
   * query's answer, which its next query would be given: it is closed, and a fresh one takes its place.
   */
  giveBack(lent: Session, whole: boolean): void {
    const session = whole ? lent : this.#renew(lent);
    const next = this.#waiting.shift();
    if (next) next.give(session);
    else this.#free.push(session);
    if (this.#free.length === this.#sessions.size) this.#emptied?.();
  }

  #renew(spent: Session): Session {
    spent.close();
    this.#sessions.delete(spent);
    const fresh = this.#open();
    this.#sessions.add(fresh);
    return fresh;
  }

  /**
   * Ends the query that carries the tag as its log_comment. chDB cannot interrupt a call, but ClickHouse can kill a
   * query. The kill is repeated until `ended`, because one that comes before the query has begun finds nothing. Wait for
   * it before the session is lent again: a session keeps its tag until its next query gives it another.
   */
  async kill(tag: string, ended: AbortSignal): Promise<void> {
    const condition = `Settings['log_comment'] = ${quoteText(tag)} and query_id != queryID()`;
    while (!ended.aborted && this.#control.open) {
      await this.#control.queryAsync(`kill query where ${condition} async`).catch(() => {
        // The query may have ended by itself in the meantime, and then there is nothing to kill.
      });
      await pause(50, undefined, { signal: ended }).catch(() => {});
    }
  }

  /** Lets work under way end, refuses what still waits, then closes the sessions. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    for (const waiting of this.#waiting.splice(0)) waiting.refuse(closedError());
    if (this.#free.length < this.#sessions.size) await new Promise<void>((resolve) => (this.#emptied = resolve));
    for (const session of [...this.#sessions, this.#control]) session.close();
  }
}

function closedError(): WarehouseError {
  return new WarehouseError('unavailable', 'The warehouse is closed');
}
