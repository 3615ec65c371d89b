import type { Campaign, Report } from '#contract';
import { describe, expect, test } from 'vitest';
import { deservesLook } from './deserves-look.ts';

const wave = {
  wave: 1,
  start: '2026-10-05',
  days: 5,
  gate: 'lift.low > 0',
  state: 'released',
  targets: 10,
  released: 10,
};
const campaign = (changes: object = {}) =>
  ({ state: 'running', waves: [wave], counts: { treated: 100, unscheduled: 0 }, file: { budget: { total: 1000 } }, ...changes }) as unknown as Campaign; // prettier-ignore
const part = (key: string, treated: object) => ({
  key,
  arms: [
    { arm: 'standard', targets: 100, contacted: 50, contactRate: 0.5, claimed: 0, successes: 5, ...treated },
    { arm: 'control', targets: 10, contacted: 0, contactRate: 0, claimed: 0, successes: 0 },
  ],
});
const report = (changes: object = {}) =>
  ({ sample_ratio: { p: 0.5 }, cost: { total: 100 }, by: { manager: [], grid: [] }, ...changes }) as unknown as Report;
const today = '2026-10-10';
const kinds = (c: Campaign, r?: Report) => deservesLook(c, { report: r, today }).map((one) => one.kind);

describe('what deserves a look', () => {
  test('is nothing where all is as it should be', () => {
    const usual = report({ by: { manager: [part('a', { claimed: 9 })], grid: [part('g', {}), part('h', {})] } });
    expect(kinds(campaign(), usual)).toEqual([]);
  });
  test('is a gate that holds a wave back, and a wave whose day has passed unreleased', () => {
    expect(kinds(campaign({ waves: [wave, { ...wave, wave: 2, state: 'held' }] }))).toEqual(['gate-held']);
    expect(kinds(campaign({ waves: [{ ...wave, state: 'planned' }] }))).toEqual(['late']);
    expect(kinds(campaign({ state: 'closed', waves: [{ ...wave, state: 'planned' }] }))).toEqual([]);
  });
  test('is a split that is no chance, a budget nearly spent, many without a place', () => {
    expect(kinds(campaign(), report({ sample_ratio: { p: 0.0001 } }))).toEqual(['sample-ratio']);
    expect(kinds(campaign(), report({ cost: { total: 801 } }))).toEqual(['budget']);
    const without = (...unscheduled: { reason: string; count: number }[]) =>
      deservesLook(campaign(), { exclusions: { unscheduled }, today });
    const many = { reason: 'crowded-out', count: 3 };
    expect(without(many, { reason: 'household', count: 40 })).toEqual([
      { kind: 'unscheduled', people: 3, share: 0.03 },
    ]);
    expect(without({ reason: 'household', count: 40 }, { reason: 'no-capacity', count: 1 })).toEqual([]);
  });
  test('is a person whose claims no orders follow, and a grid far behind the middle one', () => {
    const invents = report({ by: { manager: [part('fm1', { claimed: 30, successes: 2 })], grid: [] } });
    expect(deservesLook(campaign(), { report: invents, today })).toEqual([
      { kind: 'claims', person: 'fm1', claimed: 30, matched: 2 },
    ]);
    const slow = report({
      by: { manager: [], grid: [part('g1', { contactRate: 0.1 }), part('g2', {}), part('g3', {})] },
    });
    expect(deservesLook(campaign(), { report: slow, today })).toEqual([
      { kind: 'slow-grid', grid: 'g1', share: 0.1, usual: 0.5 },
    ]);
  });
});
