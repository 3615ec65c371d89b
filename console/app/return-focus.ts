import { useEffect, useState } from 'react';

/** For a dialog that is on the page only while it is open: whoever opened it is back at that place when it closes. */
export function useReturnFocus(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    },
    [opener],
  );
}
