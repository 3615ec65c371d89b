import { expect, test } from 'vitest';
import { consult } from './oracle.ts';

const rules = Number(process.env['ORACLE_RULES'] ?? 2000);

test(`${rules} random rules over nasty customers: the engine and the meaning agree, and a rule and its complement make everyone`, () => {
  const result = consult({ rules, customers: 200, seed: Number(process.env['ORACLE_SEED'] ?? 20261122) });
  expect(result.disagreements.slice(0, 5).join('\n')).toBe('');
  expect(result.rules).toBe(rules);
  // Rules that hold for nobody or everybody prove little; most must tell customers apart.
  expect(result.telling / result.rules).toBeGreaterThan(0.5);
});
