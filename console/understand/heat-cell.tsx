import type { CSSProperties } from 'react';

interface HeatCellProps {
  /** Below zero blue, above it orange (both of Okabe and Ito), the stronger the further away; null is unknown. */
  readonly value: number | null;
  /** The distance at which the colour is full. */
  readonly scale: number;
  readonly shown: string;
  /** On hover. */
  readonly exact: string;
  /** What opening the cell does, where it can be opened. */
  readonly does?: string;
  readonly onOpen?: () => void;
}

/** A cell of a table whose colour says what its figure says: nothing is told by colour alone. */
export function HeatCell({ value, scale, shown, exact, does, onOpen }: HeatCellProps) {
  const strength = Math.round(Math.min(1, Math.abs(value ?? 0) / scale) * 55);
  const hue = (value ?? 0) < 0 ? '#0072b2' : '#e69f00';
  const style: CSSProperties =
    value === null ? {} : { background: `color-mix(in srgb, ${hue} ${strength}%, var(--gl-surface))` };
  return (
    <td className="segment-figure" style={style} title={exact}>
      {onOpen ? (
        <button type="button" className="cell-link" aria-label={`${exact}. ${does ?? ''}`} onClick={onOpen}>
          {shown}
        </button>
      ) : (
        shown
      )}
    </td>
  );
}
