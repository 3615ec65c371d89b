import { z } from 'zod';
import type { Names, SharedLimit } from '../problem.ts';
import type { Defects } from './defects.ts';

const amount = z.number().nonnegative();

/** One limit of one's own: on the contacts or the cost of candidates of these words. */
const OwnLimit = z.strictObject({
  name: z.string().min(1).optional(),
  at_most: amount.optional(),
  at_least: amount.optional(),
  of: z.enum(['contacts', 'cost']).default('contacts'),
  offer: z.string().optional(),
  channel: z.string().optional(),
  campaign: z.string().optional(),
  area: z.string().optional(),
});

const Limits = z.object({
  contacts_per_customer: z.number().int().nonnegative().nullish(),
  budget: amount.nullish(),
  fairness: z.number().min(1).nullish(),
  limits: z.array(OwnLimit).nullish(),
});

export interface LimitsFile {
  readonly contactsPerCustomer: number | undefined;
  readonly fairness: number | undefined;
  /** Keys that mean nothing here. */
  readonly unknown: readonly string[];
  /** The budget and the limits of one's own, when names are known. */
  readonly shared: (names: Names, defects: Defects) => SharedLimit[];
}

const file = 'limits.json';

/** Reads limits.json; undefined when it cannot be made out, with the defects told. */
export function readLimits(bytes: Uint8Array, defects: Defects): LimitsFile | undefined {
  const text = new TextDecoder('utf-8').decode(bytes);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message;
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    defects.add(file, lineAt(text, position), `The file is not JSON: ${message}.`);
    return undefined;
  }
  const parsed = Limits.safeParse(document);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const key = path.map(String).join('.');
      defects.add(file, lineOfKey(text, path), `${key === '' ? 'The file' : key}: ${message}.`);
    }
    return undefined;
  }
  const { contacts_per_customer: contacts, budget, fairness, limits } = parsed.data;
  const known = new Set(Object.keys(Limits.shape));
  return {
    contactsPerCustomer: contacts ?? undefined,
    fairness: fairness ?? undefined,
    unknown: Object.keys(document as object).filter((key) => !known.has(key)),
    shared: (names, defects) => [
      ...(budget === null || budget === undefined
        ? []
        : [{ name: 'the budget', sense: 'at-most', of: 'cost', bound: budget } as const]),
      ...(limits ?? []).flatMap((limit, i) => ownLimits(limit, i, names, text, defects)),
    ],
  };
}

function ownLimits(
  limit: z.infer<typeof OwnLimit>,
  i: number,
  names: Names,
  text: string,
  defects: Defects,
): SharedLimit[] {
  const words: { offer?: number; channel?: number; campaign?: number; area?: number } = {};
  for (const [word, list] of [
    ['offer', names.offers],
    ['channel', names.channels],
    ['campaign', names.campaigns],
    ['area', names.areas],
  ] as const) {
    const said = limit[word];
    if (said === undefined) continue;
    words[word] = list.indexOf(said);
    if (words[word] < 0)
      defects.add(file, lineOfKey(text, ['limits', i]), `limits.${i}.${word}: no candidate has “${said}”.`);
  }
  if (limit.at_most === undefined && limit.at_least === undefined)
    defects.add(file, lineOfKey(text, ['limits', i]), `limits.${i} needs at_most or at_least.`);
  const told = Object.entries({
    offer: limit.offer,
    channel: limit.channel,
    campaign: limit.campaign,
    area: limit.area,
  })
    .filter(([, value]) => value !== undefined)
    .map(([word, value]) => `${word} ${value}`)
    .join(', ');
  const name = limit.name ?? `${limit.of} of ${told || 'everything'}`;
  return [
    ...(limit.at_most === undefined
      ? []
      : [{ name: `at most: ${name}`, sense: 'at-most', of: limit.of, bound: limit.at_most, ...words } as const]),
    ...(limit.at_least === undefined
      ? []
      : [{ name: `at least: ${name}`, sense: 'at-least', of: limit.of, bound: limit.at_least, ...words } as const]),
  ];
}

const lineAt = (text: string, position: number) => text.slice(0, position).split('\n').length;

/** The line of the first of the path's keys that the text has; 1 otherwise. */
function lineOfKey(text: string, path: readonly PropertyKey[]): number {
  const key = path.find((part) => typeof part === 'string');
  const at = key === undefined ? -1 : text.indexOf(`"${key}"`);
  return at < 0 ? 1 : lineAt(text, at);
}
