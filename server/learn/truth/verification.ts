import { Problem, type Finding, type VerificationState } from '#contract';

/** One case as far as decisions need it. */
export interface Case {
  readonly state: VerificationState;
  readonly personId: string;
  readonly auditor: string | null;
  readonly finding: Finding | null;
}
export interface Doer {
  readonly login: string;
  readonly personId: string | null;
}
export type Step =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'contest' }
  | { readonly kind: 'decision'; readonly finding: Finding };

/** The next state of a case. @throws Problem with the reason where the step is not allowed */
export function nextCase(now: Case, step: Step, by: Doer): Case {
  const own = by.personId !== null && by.personId === now.personId;
  switch (step.kind) {
    case 'finding':
      if (own) throw new Problem('forbidden', 'own-feedback', 'Nobody verifies their own feedback.');
      if (now.state !== 'open') throw new Problem('conflict', 'already-verified', 'This feedback has been verified.');
      return { ...now, state: 'done', finding: step.finding, auditor: by.login };
    case 'contest':
      if (!own) throw new Problem('forbidden', 'not-yours', 'Only the person concerned contests a finding.');
      if (now.state !== 'done')
        throw new Problem('conflict', 'nothing-to-contest', 'There is no finding that can be contested.');
      return { ...now, state: 'contested' };
    case 'decision':
      if (now.state !== 'contested') throw new Problem('conflict', 'not-contested', 'This finding is not contested.');
      if (own || by.login === now.auditor)
        throw new Problem(
          'forbidden',
          'own-finding',
          'Whoever made the finding, or is concerned by it, does not decide.',
        );
      return { ...now, state: 'decided', finding: step.finding };
  }
}
