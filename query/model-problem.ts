import type { Language } from './catalogue.ts';

export type ModelProblemCode =
  | 'not-a-model'
  | 'unknown-version'
  | 'missing-part'
  | 'wrong-kind'
  | 'no-such-input'
  | 'test-type'
  | 'bad-child'
  | 'unreachable'
  | 'not-rising'
  | 'twice'
  | 'unknown-field'
  | 'field-type';

/** What is wrong with a model document: what, and where, as a path such as trees[3].nodes[0].left. */
export interface ModelProblem {
  readonly code: ModelProblemCode;
  readonly place: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** The name that was perhaps meant. */
  readonly suggestion?: string;
}

type Sentence = (p: ModelProblem['params']) => string;
const english: Readonly<Record<ModelProblemCode, Sentence>> = {
  'not-a-model': () => 'This is no model document: its format is not gridloop-model.',
  'unknown-version': ({ found }) => `Version ${found} of the format is not known here; version 1 is.`,
  'missing-part': () => 'This part is missing.',
  'wrong-kind': ({ expected }) => `It takes ${expected}.`,
  'no-such-input': ({ found, inputs }) => `There is no input ${found}; there are ${inputs}, counted from 0.`,
  'test-type': ({ name, expected }) => `The input “${name}” is a ${expected}, and the test is of the other type.`,
  'bad-child': ({ found }) => `${found} is no node after this one.`,
  unreachable: () => 'No other node leads here, or more than one does.',
  'not-rising': () => 'The bounds do not rise.',
  twice: ({ value }) => `“${value}” stands here a second time.`,
  'unknown-field': ({ name }) => `There is no field “${name}”.`,
  'field-type': ({ name, found, expected }) => `The field “${name}” is a ${found}; the model wants a ${expected}.`,
};
const chinese: Readonly<Record<ModelProblemCode, Sentence>> = {
  'not-a-model': () => '这不是模型文件：格式不是 gridloop-model。',
  'unknown-version': ({ found }) => `不支持格式版本 ${found}，仅支持版本 1。`,
  'missing-part': () => '缺少该部分。',
  'wrong-kind': ({ expected }) => `此处应为 ${expected}。`,
  'no-such-input': ({ found, inputs }) => `没有输入项 ${found}；共 ${inputs} 个，从 0 起计。`,
  'test-type': ({ name, expected }) => `输入项“${name}”的类型为 ${expected}，与判断条件的类型不符。`,
  'bad-child': ({ found }) => `${found} 不是其后的节点。`,
  unreachable: () => '没有节点指向此处，或有多个节点指向此处。',
  'not-rising': () => '界限未按升序排列。',
  twice: ({ value }) => `“${value}”重复出现。`,
  'unknown-field': ({ name }) => `没有字段“${name}”。`,
  'field-type': ({ name, found, expected }) => `字段“${name}”的类型为 ${found}，模型需要 ${expected}。`,
};

export function describeModelProblem({ code, place, params, suggestion }: ModelProblem, language: Language): string {
  const sentence = (language === 'en' ? english : chinese)[code](params);
  const near =
    suggestion === undefined ? '' : language === 'en' ? ` Did you mean ${suggestion}?` : `是否想写 ${suggestion}？`;
  return `${place === '' ? '' : `${place}: `}${sentence}${near}`;
}
