import { describe, expect, test } from 'vitest';
import { Problem } from '#contract';
import { nextCase, type Case } from './verification.ts';

const open: Case = { state: 'open', personId: 'li', auditor: null, finding: null };
const auditor = { login: 'auditor', personId: null };
const li = { login: 'li', personId: 'li' };
const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
  return 'allowed';
};

describe('a case', () => {
  test('goes from the finding over the contest to a decision by somebody else', () => {
    const done = nextCase(open, { kind: 'finding', finding: 'false' }, auditor);
    expect(done).toMatchObject({ state: 'done', finding: 'false', auditor: 'auditor' });
    const contested = nextCase(done, { kind: 'contest' }, li);
    expect(contested).toMatchObject({ state: 'contested', finding: 'false' });
    const decided = nextCase(contested, { kind: 'decision', finding: 'true' }, { login: 'head', personId: null });
    expect(decided).toMatchObject({ state: 'decided', finding: 'true' });
    expect(code(() => nextCase(decided, { kind: 'contest' }, li))).toBe('nothing-to-contest');
  });

  test('is not verified by the person concerned, contested by others, or decided by its auditor', () => {
    expect(code(() => nextCase(open, { kind: 'finding', finding: 'true' }, li))).toBe('own-feedback');
    const done = nextCase(open, { kind: 'finding', finding: 'false' }, auditor);
    expect(code(() => nextCase(done, { kind: 'contest' }, auditor))).toBe('not-yours');
    expect(code(() => nextCase(done, { kind: 'finding', finding: 'true' }, auditor))).toBe('already-verified');
    const contested = nextCase(done, { kind: 'contest' }, li);
    expect(code(() => nextCase(contested, { kind: 'decision', finding: 'false' }, auditor))).toBe('own-finding');
    expect(code(() => nextCase(contested, { kind: 'decision', finding: 'true' }, li))).toBe('own-finding');
  });
});
