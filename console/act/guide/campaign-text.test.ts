import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { campaignTemplate } from '../campaign-template.ts';
import { valueAt, valuesOf, withValue, type Path } from './campaign-text.ts';

const text = `# Who it is for
${campaignTemplate({ owner: 'branch-07', offer: 'data-10g', audience: 'arpu > 60', today: '2026-11-22' })}`.replace(
  'budget:',
  '# In yuan, all of it\nbudget:',
);
const paths: readonly Path[] = [
  ['audience'],
  ['objective', 'en'],
  ['experiment', 'control'],
  ['experiment', 'waiver', 'by'],
  ['channels', 0, 'share'],
  ['waves', 1, 'gate'],
  ['offers'],
  ['policy', 'global_holdout'],
  ['work_order', 'script'],
  ['budget', 'per_contact', 'hall'],
];
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ' ', ':', '#', '"', "'", '\n', '-', '{', '网', '|', '0') }),
  fc.integer(),
  fc.boolean(),
  fc.constant([{ offer: 'a', when: 'x > 1' }]),
);

describe('the guide', () => {
  test('changes what it was told to change, and nothing else of what the file says', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), value, (path, given) => {
        const before = valuesOf(text) as Record<string, unknown>;
        const after = valuesOf(withValue(text, path, given)) as Record<string, unknown>;
        expect(valueAt(after, path)).toEqual(given);
        const others = (all: Record<string, unknown>) => ({ ...all, [String(path[0])]: undefined });
        expect(others(after)).toEqual(others(before));
      }),
      { examples: [[['budget', 'per_contact', 'hall'], ':\na']] },
    );
  });
  test('keeps comments and the way things are written', () => {
    const changed = withValue(text, ['experiment', 'control'], 0.2);
    expect(changed).toBe(text.replace('control: 0.1', 'control: 0.2'));
  });
  test('takes out what is left empty', () => {
    expect(valuesOf(withValue(text, ['waves', 0, 'gate'], undefined))).not.toHaveProperty('waves.0.gate');
  });
  test('leaves a text that cannot be read as it is', () => {
    expect(withValue('campaign: [', ['owner'], 'x')).toBe('campaign: [');
    expect(valuesOf('campaign: [')).toBeUndefined();
  });
});
