import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { CampaignFile, Day } from '#contract';
import { UsageError } from './output.ts';

/**
 * Reads a campaign as people write it. A script or a feedback form may be the name of a file beside it.
 * @throws UsageError naming every mistake with its line and column.
 */
export function readCampaignFile(path: string): CampaignFile {
  const text = read(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new UsageError(
      document.errors.map((error) => `${at(error.pos[0])} ${error.message.split('\n')[0]}`).join('\n'),
    );
  const parsed = CampaignFile.safeParse(withFiles(document.toJS(), dirname(resolve(path))));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues
      .map((issue) => `${at(offsetOf(document, issue.path))} ${issue.path.join('.')}: ${issue.message}`)
      .join('\n'),
  );
}

export const isDay = (text: string): boolean => Day.safeParse(text).success;

/** The same campaign with all waves moved by as many days as the first one has to. */
export function startingOn(file: CampaignFile, day: string): CampaignFile {
  const dayMs = 86_400_000;
  const first = Math.min(...file.waves.map((wave) => Date.parse(wave.start)));
  const movedMs = Date.parse(day) - first;
  const moved = (start: string): string =>
    new Date(Math.round((Date.parse(start) + movedMs) / dayMs) * dayMs).toISOString().slice(0, 10);
  return { ...file, waves: file.waves.map((wave) => ({ ...wave, start: moved(wave.start) })) };
}

function withFiles(value: unknown, directory: string): unknown {
  const order = (value as { work_order?: Record<string, unknown> } | null)?.work_order;
  if (!order) return value;
  const beside = (name: unknown) =>
    typeof name === 'string' && /\.(md|txt|ya?ml)$/.test(name) ? resolve(directory, name) : undefined;
  const script = beside(order['script']);
  const form = beside(order['feedback']);
  return {
    ...(value as object),
    work_order: {
      ...order,
      ...(script && { script: read(script) }),
      ...(form && { feedback: parseDocument(read(form)).toJS() as unknown }),
    },
  };
}

function read(path: string): string {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  return readFileSync(path, 'utf8');
}

/** Where the nearest node that exists begins. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length) as (string | number)[], true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}
