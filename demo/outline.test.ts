import { expect, test } from 'vitest';
import { buildCity } from './city.ts';
import { gridsGeoJson } from './outline.ts';

test('the outlines tile the city: inland every piece of an edge is walked once each way, and the shore is one closed line', () => {
  for (const seed of [1, 2, 3]) {
    const walked = new Set<string>();
    for (const { geometry } of gridsGeoJson(buildCity(seed)).features) {
      const [ring = []] = geometry.coordinates;
      for (let i = 1; i < ring.length; i++) {
        const piece = `${String(ring[i - 1])} ${String(ring[i])}`;
        expect(walked.has(piece), piece).toBe(false);
        walked.add(piece);
      }
    }
    const shore = [...walked].flatMap((piece) => {
      const [from = '', to = ''] = piece.split(' ');
      return walked.has(`${to} ${from}`) ? [] : [[from, to] as const];
    });
    const next = new Map(shore);
    expect(next.size).toBe(shore.length);
    const [start = ''] = shore[0] ?? [];
    let steps = 1;
    for (let at = next.get(start); at !== start; at = next.get(at ?? '')) {
      expect(at).toBeDefined();
      steps++;
    }
    expect(steps).toBe(shore.length);
  }
});

test('the same city has the same outlines', () => {
  expect(gridsGeoJson(buildCity(7))).toEqual(gridsGeoJson(buildCity(7)));
  expect(gridsGeoJson(buildCity(7))).not.toEqual(gridsGeoJson(buildCity(8)));
});
