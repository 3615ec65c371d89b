/** A gap is small: it is written to a thousandth of a per cent. */
export const gapText = (gap: number): string => `${(gap * 100).toFixed(3)}%`;
