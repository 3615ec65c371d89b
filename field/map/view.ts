import type { Place } from '../offline/day-plan.ts';

/** What part of the world is on the screen: its middle, and pixels a degree of latitude. A plane is true enough for a city. */
export interface View {
  readonly longitude: number;
  readonly latitude: number;
  readonly scale: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

const margin = 36;
/** About 300 m over the screen, and a continent. */
const closest = 200_000;
const farthest = 20;
const squeeze = (view: View) => Math.cos((view.latitude * Math.PI) / 180);

export function fit(places: readonly Place[], size: Size): View {
  const longitudes = places.map((place) => place.longitude);
  const latitudes = places.map((place) => place.latitude);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const view = { longitude: (west + east) / 2, latitude: (south + north) / 2, scale: 1 };
  const wide = Math.max((east - west) * squeeze(view), 0.004);
  const high = Math.max(north - south, 0.004);
  const scale = Math.min((size.width - 2 * margin) / wide, (size.height - 2 * margin) / high);
  return { ...view, scale: between(scale) };
}

const between = (scale: number) => Math.min(closest, Math.max(farthest, scale));

export const pixelOf = (place: Place, view: View, size: Size): Pixel => ({
  x: size.width / 2 + (place.longitude - view.longitude) * squeeze(view) * view.scale,
  y: size.height / 2 - (place.latitude - view.latitude) * view.scale,
});

export const moved = (view: View, dx: number, dy: number): View => ({
  ...view,
  longitude: view.longitude - dx / (squeeze(view) * view.scale),
  latitude: view.latitude + dy / view.scale,
});

/** Closer by a factor, with the point under the fingers staying where it is. */
export function zoomed(view: View, factor: number, at: Pixel, size: Size): View {
  const scale = between(view.scale * factor);
  const [dx, dy] = [at.x - size.width / 2, at.y - size.height / 2];
  const shift = 1 - view.scale / scale;
  return { ...moved(view, -dx * shift, -dy * shift), scale };
}

/** What a thumb hits: the nearest within reach. */
export function nearestMark<T extends Place & { readonly id: string }>(
  marks: readonly T[],
  view: View,
  size: Size,
  at: Pixel,
  reach = 28,
): string | undefined {
  let best: string | undefined;
  let shortest = reach;
  for (const mark of marks) {
    const pixel = pixelOf(mark, view, size);
    const distance = Math.hypot(pixel.x - at.x, pixel.y - at.y);
    if (distance < shortest) [best, shortest] = [mark.id, distance];
  }
  return best;
}
