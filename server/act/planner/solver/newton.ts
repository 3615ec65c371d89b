/**
 * The step that minimises slope · d + ½ d · (bends + damping) · d with low ≤ d ≤ high, one coordinate after the other
 * (projected Gauss-Seidel; the matrix is positive definite by its damping, so this converges).
 *
 * @returns the step, and how much the model says the function falls.
 */
export function boxStep(
  slope: Float64Array,
  bends: Float64Array,
  damping: Float64Array,
  low: Float64Array,
  high: Float64Array,
): { step: Float64Array; fall: number } {
  const count = slope.length;
  const step = new Float64Array(count);
  const pull = Float64Array.from(slope);
  for (let sweep = 0; sweep < 400; sweep++) {
    let moved = 0;
    for (let i = 0; i < count; i++) {
      const own = bends[i * count + i]! + damping[i]!;
      const now = step[i]!;
      // pull[i] is the derivative at the present step without the damping of coordinate i.
      const wanted = own > 0 ? now - (pull[i]! + damping[i]! * now) / own : pull[i]! > 0 ? low[i]! : high[i]!;
      const next = Math.min(high[i]!, Math.max(low[i]!, wanted));
      const by = next - now;
      if (by === 0) continue;
      step[i] = next;
      moved = Math.max(moved, Math.abs(by) / (high[i]! - low[i]! || 1));
      for (let j = 0; j < count; j++) pull[j] = pull[j]! + bends[j * count + i]! * by;
    }
    if (moved < 1e-9) break;
  }
  let fall = 0;
  for (let i = 0; i < count; i++) fall -= step[i]! * (slope[i]! + 0.5 * (pull[i]! - slope[i]!));
  return { step, fall };
}
