import { isMap, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { Feed, Problem, type ProblemDetail } from '#contract';
import { nearest } from '#query';
import { mappingKeys, planFeed } from './plan-feed.ts';
import type { FeedPlan } from './feed-plan.ts';

export interface Manifest {
  readonly text: string;
  /** What errors call it. */
  readonly file: string;
  /** The folder that relative sources start from. */
  readonly directory: string;
}

export type Path = readonly PropertyKey[];

/** Reports what is wrong with the part of a feed that the path leads to; `key` asks for the place of the key itself. */
export type Report = (code: string, path: Path, message: string, more?: { suggestion?: string; key?: boolean }) => void;

/**
 * Reads manifests: several feeds as documents, or as a list. Every mistake is named with file, line and column.
 * @param period overrides the period of all feeds, YYYY-MM.
 * @throws Problem `manifest-invalid`
 */
export function readManifests(manifests: readonly Manifest[], period?: string): FeedPlan[] {
  const problems: ProblemDetail[] = [];
  const plans = manifests.flatMap((manifest) => readManifest(manifest, period, problems));
  const seen = new Map<string, string>();
  for (const plan of plans) {
    const key = `${plan.feed} ${plan.period}`;
    const before = seen.get(key);
    if (before !== undefined) {
      problems.push({
        code: 'feed-twice',
        place: plan.place,
        message: `The feed ${plan.feed} stands at ${before} already, for the same period.`,
      });
    }
    seen.set(key, plan.place);
  }
  const [first] = problems;
  if (!first) return plans;
  const more = problems.length === 1 ? '' : ` And ${problems.length - 1} more.`;
  throw new Problem('invalid', 'manifest-invalid', `${first.place}: ${first.message}${more}`, { problems });
}

function readManifest(
  { text, file, directory }: Manifest,
  period: string | undefined,
  problems: ProblemDetail[],
): FeedPlan[] {
  const lines = new LineCounter();
  const placeAt = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const plans: FeedPlan[] = [];
  for (const document of documents) {
    for (const error of document.errors) {
      problems.push({
        code: 'yaml',
        place: placeAt(error.pos[0]),
        message: error.message.split(' at line')[0] ?? 'This is not YAML.',
      });
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    const bases: Path[] = isSeq(document.contents) ? document.contents.items.map((_, index) => [index]) : [[]];
    for (const base of bases) {
      const report: Report = (code, path, message, more) => {
        const place = placeAt(offsetOf(document, [...base, ...path], more?.key ?? false));
        problems.push({
          code,
          place,
          message,
          ...(more?.suggestion === undefined ? {} : { suggestion: more.suggestion }),
        });
      };
      const place = (path: Path): string => placeAt(offsetOf(document, [...base, ...path], true));
      const feed = readFeed(document, base, report);
      const plan = feed && planFeed(feed, { directory, period, report, place });
      if (plan) plans.push(plan);
    }
  }
  if (plans.length === 0 && problems.length === 0)
    problems.push({ code: 'empty-manifest', place: `${file}:1:1`, message: 'The manifest has no feed.' });
  return plans;
}

function readFeed(document: Document, base: Path, report: Report): Feed | undefined {
  const value: unknown = base.length === 0 ? document.toJS() : (document.toJS() as unknown[])[Number(base[0])];
  const read = Feed.safeParse(value);
  if (read.success) {
    reportUnknownMappingKeys(read.data, value as Feed, report);
    return read.data;
  }
  for (const issue of read.error.issues) reportIssue(issue, value, report);
  return undefined;
}

function reportUnknownMappingKeys(feed: Feed, written: Feed, report: Report): void {
  for (const name of Object.keys(feed.fields)) {
    const mapping = written.fields[name];
    if (typeof mapping !== 'object') continue;
    for (const key of Object.keys(mapping)) {
      if (mappingKeys.includes(key)) continue;
      const suggestion = nearest(key, mappingKeys);
      report('unknown-key', ['fields', name, key], `The mapping of a field has no “${key}”.`, {
        key: true,
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    }
  }
}

function reportIssue(issue: z.core.$ZodIssue, value: unknown, report: Report): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) report('unknown-key', [...issue.path, key], `A feed has no “${key}”.`, { key: true });
    return;
  }
  if (issue.code === 'invalid_key') {
    report(
      'bad-name',
      issue.path,
      `“${String(issue.path.at(-1))}” is no name for a field: letters, digits and _, not beginning with a digit.`,
      { key: true },
    );
    return;
  }
  const isMissing =
    issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value) ===
    undefined;
  if (isMissing) report('missing-key', issue.path.slice(0, -1), `“${String(issue.path.at(-1))}” is missing.`);
  else report('invalid', issue.path, `${issue.message}.`);
}

/** Where the part begins; a part that is not there is looked for where it ought to be. */
function offsetOf(document: Document, path: Path, wantsKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [index, step] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find((item) => (item.key as { value?: unknown } | null)?.value === step)
      : undefined;
    const child: unknown = isSeq(node) ? node.items[Number(step)] : pair?.value;
    if (pair && (wantsKey || !startOf(child)) && index === path.length - 1) return startOf(pair.key);
    if (child === undefined || child === null) return pair ? startOf(pair.key) : offset;
    node = child;
    offset = startOf(node);
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
