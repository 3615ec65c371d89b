import { CampaignFile } from '#contract';
import type { Language } from '#parts';
import type { Catalogue } from '#query';
import { isScalar, parseDocument, type Document, type Node } from 'yaml';
import { z } from 'zod';
import { checkRule } from '../understand/rule-check.ts';

export type FileInput = z.input<typeof CampaignFile>;

/** Something in the file that is to be mended, at its place. */
export interface FileMark {
  readonly from: number;
  readonly to: number;
  /** Counted from 1. */
  readonly line: number;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}
export interface ReadFile {
  /** What is sent; only where there is nothing to mend. */
  readonly file?: FileInput;
  readonly marks: readonly FileMark[];
}

type Path = readonly (string | number)[];

/*
 * text ─parseDocument─▶ tree with places ─CampaignFile─▶ shape ─checkRule─▶ the rules inside
 * A file that cannot be read stops at the first step; of the others all problems are shown at once.
 */
export function readCampaignFile(text: string, language: Language, catalogue: Catalogue | undefined): ReadFile {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      marks: document.errors.map(({ pos: [from, to], message }) =>
        mark(text, from, to, 'yaml-syntax', { text: message }),
      ),
    };
  }
  const value: unknown = document.toJS();
  const parsed = CampaignFile.safeParse(value, language === 'zh' ? { error: z.locales.zhCN().localeError } : {});
  const shape = (parsed.error?.issues ?? []).map((issue) => {
    // An unknown key is reported at the object that has it; the key itself is the place.
    const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const [from, to] = placeOf(document, [...issue.path.map(pathPart), ...key], text);
    return mark(text, from, to, 'file-shape', { text: issue.message });
  });
  const rules = catalogue ? ruleMarks(document, text, catalogue) : [];
  const marks = [...shape, ...rules];
  return marks.length === 0 ? { file: value as FileInput, marks } : { marks };
}

const pathPart = (part: PropertyKey): string | number => (typeof part === 'number' ? part : String(part));

const mark = (text: string, from: number, to: number, code: string, params: FileMark['params']): FileMark => ({
  from,
  to,
  line: text.slice(0, from).split('\n').length,
  code,
  params,
  message: typeof params['text'] === 'string' ? params['text'] : code,
});

/** The stretch of the value at the path; of what is missing, the nearest thing around it that is there. */
function placeOf(document: Document.Parsed, path: Path, text: string): [from: number, to: number] {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return [node.range[0], node.range[1]];
  }
  const firstLine = text.indexOf('\n');
  return [0, firstLine < 0 ? text.length : firstLine];
}

/** The rules inside the file, checked as they are in the audience screen; each problem is marked at the whole rule. */
function ruleMarks(document: Document.Parsed, text: string, catalogue: Catalogue): FileMark[] {
  const offers = document.getIn(['offers']) as { items?: readonly unknown[] } | undefined;
  const paths: Path[] = [['audience'], ...(offers?.items ?? []).map((_, i) => ['offers', i, 'when'])];
  return paths.flatMap((path) => {
    const node = document.getIn(path, true);
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return [];
    const [from, to] = node.range;
    return checkRule(node.value, catalogue).map((one) => mark(text, from, to, one.code, one.params));
  });
}

/** Where the server found something: its place, such as `waves.0.start`, in the text. */
export function markAt(text: string, place: string, problem: { code: string; message: string }): FileMark {
  const document = parseDocument(text, { prettyErrors: false });
  const path = place
    .split(/[.[\]]+/)
    .filter((part) => part !== '' && part !== 'body' && part !== 'file')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const [from, to] = placeOf(document, path, text);
  return { ...mark(text, from, to, problem.code, {}), message: problem.message };
}
