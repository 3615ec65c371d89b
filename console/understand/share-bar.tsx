/** A share from 0 to 1 as a thin bar; the figure stands beside it. */
export const ShareBar = ({ share }: { share: number }) => (
  <span className="reach-bar share-bar" aria-hidden="true">
    <span style={{ width: `${Math.max(share * 100, 0.5)}%` }} />
  </span>
);
