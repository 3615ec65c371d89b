import { z } from 'zod';

/** A rule as text, or as the rule-group JSON of react-querybuilder. */
export const RuleInput = z.union([
  z.string(),
  z.object({ text: z.string() }),
  z.object({ combinator: z.string(), rules: z.array(z.unknown()) }).loose(),
]);
export type RuleInput = z.infer<typeof RuleInput>;
