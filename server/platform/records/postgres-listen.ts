import pg from 'pg';

const RECONNECT_FIRST_MS = 200;
const RECONNECT_LONGEST_MS = 10_000;

/** Listens on a connection of its own, and opens a new one when it is cut. */
export async function listenOnPostgres(
  settings: pg.ClientConfig,
  channel: string,
  onMessage: (payload: string) => void,
  onGap?: () => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const opening = new pg.Client({ ...settings, keepAlive: true });
    opening.on('error', () => undefined);
    opening.on('notification', (message) => onMessage(message.payload ?? ''));
    await opening.connect();
    await opening.query(`listen ${opening.escapeIdentifier(channel)}`);
    opening.on('end', () => again(0));
    client = opening;
    if (stopped) await opening.end();
  }

  function again(attempt: number): void {
    if (stopped) return;
    const wait = Math.min(RECONNECT_LONGEST_MS, RECONNECT_FIRST_MS * 2 ** attempt);
    retry = setTimeout(
      () =>
        connect().then(
          () => onGap?.(),
          () => again(attempt + 1),
        ),
      wait,
    );
  }

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end();
  };
}
