/** One row of a campaign's targets.csv. Empty texts where the row has none. */
export interface Target {
  readonly customerId: string;
  readonly arm: string;
  readonly offer: string;
  readonly channel: string;
  readonly person: string;
  readonly day: string;
  readonly wave: number;
}

/** Reads targets.csv line by line, whatever the order of its columns. Streams: memory is one chunk. */
export async function* readTargets(csv: Response | string): AsyncGenerator<Target> {
  let columns: readonly string[] | undefined;
  for await (const line of linesOf(csv)) {
    const cells = cellsOf(line);
    if (!columns) {
      columns = cells.map((name) => name.toLowerCase());
      continue;
    }
    const cell = (...names: string[]) => cells[columns?.findIndex((column) => names.includes(column)) ?? -1] ?? '';
    yield {
      customerId: cell('customer_id', 'customer', 'customerid'),
      arm: cell('arm'),
      offer: cell('offer', 'offer_id'),
      channel: cell('channel'),
      person: cell('person', 'person_id', 'manager'),
      day: cell('day').startsWith('1970') ? '' : cell('day'),
      wave: Number(cell('wave')),
    };
  }
}

async function* linesOf(csv: Response | string): AsyncGenerator<string> {
  if (typeof csv === 'string') {
    yield* csv.split(/\r?\n/).filter((line) => line !== '');
    return;
  }
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of csv.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (found) => found[1]?.replaceAll('""', '"') ?? found[2] ?? '',
  );
}
