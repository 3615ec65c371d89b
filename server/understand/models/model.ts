import type { ModelState } from '#contract';

/** What may happen to a version of a model. */
export type Change = 'submit' | 'approve' | 'reject' | 'publish' | 'challenge' | 'replace' | 'retire';

export interface Standing {
  readonly state: ModelState;
  readonly createdBy: string;
  readonly submittedBy: string | null;
  /** Who has approved it; null as long as nobody has. */
  readonly decidedBy: string | null;
}
export type Decision =
  | { readonly ok: true; readonly to: ModelState }
  | {
      readonly ok: false;
      readonly code: 'not-in-this-state' | 'own-model' | 'reason-missing' | 'not-approved';
      readonly message: string;
    };

/*
 *          ┌───reject───┐
 *        draft ─submit─▶ submitted ─approve─▶ approved ─challenge─▶ challenger
 *                                                 │                     │
 *                                                 └──────publish────────┴─▶ champion ─replace─▶ retired ─publish (roll back)─▶ champion
 */
const life: Readonly<Record<Change, { readonly from: readonly ModelState[]; readonly to: ModelState }>> = {
  submit: { from: ['draft'], to: 'submitted' },
  approve: { from: ['submitted'], to: 'approved' },
  reject: { from: ['submitted'], to: 'draft' },
  publish: { from: ['approved', 'challenger', 'retired'], to: 'champion' },
  challenge: { from: ['approved'], to: 'challenger' },
  /** Another version takes its place. */
  replace: { from: ['champion', 'challenger'], to: 'retired' },
  retire: { from: ['draft', 'approved', 'champion', 'challenger'], to: 'retired' },
};

const verb: Readonly<Record<Change, string>> = {
  submit: 'be submitted',
  approve: 'be approved',
  reject: 'be sent back',
  publish: 'become the champion',
  challenge: 'become the challenger',
  replace: 'be replaced',
  retire: 'be retired',
};

/** Whether somebody may make this change now, and where it leads. What was never approved is never used, retired or not. */
export function decide(version: Standing, change: Change, by: { login: string; why?: string | undefined }): Decision {
  const { from, to } = life[change];
  if (!from.includes(version.state)) {
    return refuse(
      'not-in-this-state',
      `A version that is ${version.state} cannot ${verb[change]}; it must be ${from.join(' or ')}.`,
    );
  }
  if (change === 'publish' && version.decidedBy === null)
    return refuse('not-approved', 'Nobody has approved this version: it cannot be put to use.');
  if (change === 'approve' && (by.login === version.createdBy || by.login === version.submittedBy))
    return refuse('own-model', 'Nobody approves their own model.');
  if (change === 'reject' && !by.why?.trim()) return refuse('reason-missing', 'Say why it is sent back.');
  return { ok: true, to };
}

const refuse = (code: Extract<Decision, { ok: false }>['code'], message: string): Decision => ({
  ok: false,
  code,
  message,
});

/** The version that was champion before: the newest end of a reign that did not end for good. */
export function championBefore(
  history: readonly { readonly version: number; readonly to: ModelState }[],
  champion: number,
): number | undefined {
  const reigns = history.filter(({ to }) => to === 'champion').map(({ version }) => version);
  return reigns.toReversed().find((version) => version !== champion);
}
