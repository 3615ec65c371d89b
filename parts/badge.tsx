import type { ReactNode } from 'react';

/** What a word means: only meaning has a colour. */
export type Tone = 'quiet' | 'accent' | 'good' | 'attention' | 'bad';

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`gl-badge gl-${tone}`}>{children}</span>;
}
