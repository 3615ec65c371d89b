/** Shares at which curves are drawn, so that several share one axis. */
export const grid: readonly number[] = Array.from({ length: 41 }, (_, i) => i / 40);

/** A curve's height at a share, between its points by a straight line; where it steps up, its upper end. */
export function heightAt(curve: readonly { readonly x: number; readonly y: number }[], x: number): number | null {
  const after = curve.findIndex((point) => point.x > x);
  const [before, next] = after < 0 ? [curve.at(-1), undefined] : [curve[after - 1], curve[after]];
  if (before === undefined) return next?.y ?? null;
  if (next === undefined) return before.y;
  return before.y + ((x - before.x) / (next.x - before.x)) * (next.y - before.y);
}
