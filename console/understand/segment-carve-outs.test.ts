import { expect, test } from 'vitest';
import { carveOutsOf, writtenCarveOuts } from './segment-carve-outs.tsx';

test('a carve-out keeps its id when it is renamed, and a new one gets an id of its own', () => {
  const made = carveOutsOf([
    { id: 'vip', en: 'Very important', zh: '', rule: 'arpu > 300' },
    { en: 'VIP', zh: '', rule: 'arpu > 200' },
    { en: '', zh: '宽带', rule: 'has_broadband' },
    { en: '', zh: '宽带', rule: 'has_fixed' },
  ]);
  expect(made.map(({ id }) => id)).toEqual(['vip', 'vip-2', '宽带', '宽带-2']);
  expect(made[0]?.name).toEqual({ en: 'Very important', zh: 'Very important' });
  expect(carveOutsOf(writtenCarveOuts({ carveOuts: made } as never))).toEqual(made);
});
