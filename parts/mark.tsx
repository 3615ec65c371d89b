import markUrl from './mark.svg';

/** Nine cells of the grid, one lit, with the path that leaves it and returns. The same file is the favicon. */
export function Mark({ size = 24 }: { size?: number }) {
  return <img className="gl-mark" src={markUrl} width={size} height={size} alt="" />;
}
