import { z } from 'zod';

/** What a user can act on. Its kind decides the HTTP status, here and nowhere else. */
export const problemStatus = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
} as const;
export type ProblemKind = keyof typeof problemStatus;

/** The wire form, RFC 9457. `code` is stable and is what screens translate; `parameters` fill the sentence. */
export const ProblemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  problems: z
    .array(
      z.object({
        code: z.string(),
        place: z.string(),
        message: z.string(),
        /** They fill the sentence of its code, where one is told in another language. */
        parameters: z.record(z.string(), z.unknown()).optional(),
        suggestion: z.string().optional(),
        from: z.number().int().optional(),
        to: z.number().int().optional(),
      }),
    )
    .optional(),
  incident: z.string().optional(),
});
export type ProblemDocument = z.infer<typeof ProblemDocument>;
export type ProblemDetail = NonNullable<ProblemDocument['problems']>[number];

/** Thrown by use cases (server) and by the client for every answer that is not 2xx. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly code: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Every single thing that is wrong, each with its place, where there is more than one. */
  readonly problems: readonly ProblemDetail[];
  constructor(
    kind: ProblemKind,
    code: string,
    message: string,
    more: { parameters?: Readonly<Record<string, unknown>>; problems?: readonly ProblemDetail[]; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'Problem';
    this.kind = kind;
    this.code = code;
    this.parameters = more.parameters ?? {};
    this.problems = more.problems ?? [];
  }
}

export function toProblemDocument(problem: Problem): ProblemDocument {
  return {
    type: `https://gridloop.dev/problems/${problem.code}`,
    title: problem.message,
    status: problemStatus[problem.kind],
    code: problem.code,
    ...(Object.keys(problem.parameters).length > 0 && { parameters: { ...problem.parameters } }),
    ...(problem.problems.length > 0 && { problems: [...problem.problems] }),
  };
}
