import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelState } from '#contract';
import { championBefore, decide, type Change, type Standing } from './model.ts';
import { alarmsOf } from './monitor.ts';
import { stabilityIndex } from './stability.ts';

const changes: readonly Change[] = ['submit', 'approve', 'reject', 'publish', 'challenge', 'replace', 'retire'];

test('whatever people try, no version is in use that nobody but its maker has approved', () => {
  const step = fc.record({ change: fc.constantFrom(...changes), login: fc.constantFrom('ann', 'bob', 'eve') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let version: Standing = { state: 'draft', createdBy: 'ann', submittedBy: null, decidedBy: null };
      for (const { change, login } of steps) {
        const decision = decide(version, change, { login, why: 'because' });
        if (!decision.ok) continue;
        version = {
          ...version,
          state: decision.to,
          ...(change === 'submit' && { submittedBy: login }),
          ...(change === 'approve' && { decidedBy: login }),
        };
        const inUse: readonly ModelState[] = ['champion', 'challenger'];
        if (inUse.includes(version.state)) {
          expect(version.decidedBy).not.toBeNull();
          expect([version.createdBy, version.submittedBy]).not.toContain(version.decidedBy);
        }
      }
    }),
  );
});

test('sending back takes a reason', () => {
  const submitted = { state: 'submitted', createdBy: 'ann', submittedBy: 'ann', decidedBy: null } as const;
  expect(decide(submitted, 'reject', { login: 'bob' })).toMatchObject({ ok: false, code: 'reason-missing' });
  expect(decide(submitted, 'reject', { login: 'bob', why: 'learns from the future' })).toEqual({
    ok: true,
    to: 'draft',
  });
});

test('the champion before is the newest other one', () => {
  const reign = (version: number) => ({ version, to: 'champion' as const });
  expect(championBefore([reign(1), reign(2), { version: 1, to: 'retired' }, reign(3)], 3)).toBe(2);
  expect(championBefore([reign(1)], 1)).toBeUndefined();
});

describe('monitoring', () => {
  test('the stability index is that of the textbook', () => {
    expect(stabilityIndex([0.2, 0.8], [0.2, 0.8])).toBe(0);
    expect(stabilityIndex([0.5, 0.5], [0.25, 0.75])).toBeCloseTo(0.25 * Math.log(2) + 0.25 * Math.log(1.5), 12);
  });
  test('alarms tell what moved, what fell and what is gone', () => {
    const seen = { psi: 0.3, fields: [{ field: 'arpu', psi: 0.4 }], trainedAuc: 0.8, auc: 0.7, missing: ['plan'] };
    expect(alarmsOf(seen).map(({ code }) => code)).toEqual([
      'score-drift',
      'field-drift',
      'auc-fallen',
      'field-missing',
    ]);
    expect(alarmsOf({ psi: 0.1, fields: [], trainedAuc: 0.8, auc: 0.78, missing: [] })).toEqual([]);
  });
});
