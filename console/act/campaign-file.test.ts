import { describe, expect, test } from 'vitest';
import { markAt, readCampaignFile } from './campaign-file.ts';
import { campaignTemplate } from './campaign-template.ts';

const right = campaignTemplate({ owner: 'branch-07', offer: 'data-10g', audience: 'arpu > 60', today: '2026-11-22' });
const read = (text: string) => readCampaignFile(text, 'en', undefined);
const marked = (text: string) => read(text).marks.map((mark) => text.slice(mark.from, mark.to));

describe('the campaign file', () => {
  test('that a new campaign starts from is in order', () => {
    expect(read(right).marks).toEqual([]);
    expect(read(right).file).toMatchObject({ owner: 'branch-07', offers: [{ offer: 'data-10g' }] });
  });
  test('starts its first wave on a Monday to come', () => {
    expect(read(right).file?.waves[0]?.start).toBe('2026-11-23');
  });
  test('shows what is wrong at the value that is wrong', () => {
    expect(marked(right.replace('control: 0.1', 'control: 1.1'))).toEqual(['1.1']);
  });
  test('shows an unknown key at its value', () => {
    expect(marked(right.replace('owner: branch-07', 'owner: branch-07\nowners: x'))).toEqual(['x']);
  });
  test('shows what is missing at what should hold it', () => {
    expect(marked(right.replace(/^owner: .*\n/m, ''))).toEqual([right.split('\n')[0]]);
  });
  test('that cannot be read says where', () => {
    const [mark] = read('campaign: [').marks;
    expect(mark).toMatchObject({ code: 'yaml-syntax', line: 1 });
  });
  test('with a broken file gives nothing to send', () => {
    expect(read('campaign: x').file).toBeUndefined();
  });
});

test('a place that the server names is found in the text', () => {
  const { from, to, line } = markAt(right, 'waves.0.start', { code: 'x', message: 'x' });
  expect(right.slice(from, to)).toBe('2026-11-23');
  expect(right.split('\n')[line - 1]).toContain('start');
});
