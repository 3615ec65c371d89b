import { createContext, use, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** The places of the line “where am I” that a screen fills: its own name, and its choice of period and unit. */
interface Places {
  readonly crumb: HTMLElement | null;
  readonly pickers: HTMLElement | null;
}
const WherePlaces = createContext<Places>({ crumb: null, pickers: null });

export function useWherePlaces() {
  const [crumb, setCrumb] = useState<HTMLElement | null>(null);
  const [pickers, setPickers] = useState<HTMLElement | null>(null);
  return { places: { crumb, pickers }, setCrumb, setPickers };
}

export function WhereProvider({ places, children }: { places: Places; children: ReactNode }) {
  return <WherePlaces value={places}>{children}</WherePlaces>;
}

/** The last step of “where am I”: what of its kind this screen shows. */
export function Crumb({ children }: { children: ReactNode }) {
  const { crumb } = use(WherePlaces);
  return crumb && createPortal(children, crumb);
}

/** The period and the org unit that a screen takes; they stand in its address. */
export function Pickers({ children }: { children: ReactNode }) {
  const { pickers } = use(WherePlaces);
  return pickers && createPortal(children, pickers);
}
