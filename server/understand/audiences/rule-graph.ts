import { namesIn, type Catalogue } from '#query';
import type { Limit } from '#contract';

/** Which saved rule names which others directly, as 'tag:x', 'audience:y', 'indicator:z', 'segment:s' and 'score:m'. */
export type RuleGraph = ReadonlyMap<string, readonly string[]>;

interface Saved {
  readonly id: string;
  readonly rule: string;
  readonly limited_to?: Limit | null;
}

export const graphOf = (
  tags: readonly Saved[],
  audiences: readonly Saved[],
  indicators: NonNullable<Catalogue['indicators']> = {},
): RuleGraph =>
  new Map([
    ...Object.entries(indicators).map(([id, { formula }]) => [`indicator:${id}`, namedBy(formula)] as const),
    ...tags.map((tag) => [`tag:${tag.id}`, namedBy(tag.rule)] as const),
    ...audiences.map(
      ({ id, rule, limited_to: limit }) =>
        [`audience:${id}`, namedBy(rule, limit?.kind === 'top' ? limit.by : undefined)] as const,
    ),
  ]);

/** What texts of rules and formulas name directly. */
export const namedBy = (...texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(
    texts.flatMap((text) => {
      const { tags, audiences, indicators, segments, scores } = namesIn(text ?? '');
      return [
        ...tags.map((id) => `tag:${id}`),
        ...audiences.map((id) => `audience:${id}`),
        ...indicators.map((id) => `indicator:${id}`),
        ...segments.map((id) => `segment:${id}`),
        ...scores.map((id) => `score:${id}`),
      ];
    }),
  ),
];

/** Everything these stand on, directly or through others; themselves only where they stand in a circle. */
export function standsOn(graph: RuleGraph, names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(graph.get(name) ?? []));
  }
  return seen;
}

/** The saved rules and formulas that stand on this one, directly or through others. */
export const standingOn = (graph: RuleGraph, name: string): readonly string[] =>
  [...graph].filter(([, names]) => standsOn(graph, names).has(name)).map(([one]) => one);

/** The saved rules that name this one themselves. */
export const naming = (graph: RuleGraph, name: string): readonly string[] =>
  [...graph].filter(([, names]) => names.includes(name)).map(([one]) => one);
