import { useEffect, useSyncExternalStore } from 'react';

/** What has just happened, and for some seconds the way to take it back. One at a time. */
export interface Told {
  readonly text: string;
  readonly untilMs: number;
  readonly act?: { readonly label: string; readonly run: () => void };
}

let told: Told | undefined;
const listeners = new Set<() => void>();

export function tell(next: Told | undefined): void {
  told = next;
  for (const listener of listeners) listener();
}

export function Toast() {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => told,
  );
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => told === now && tell(undefined), Math.max(0, now.untilMs - Date.now()));
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <div className="f-toast-place" role="status">
      {now && (
        <div className="f-toast">
          <span>{now.text}</span>
          {now.act && (
            <button type="button" onClick={now.act.run}>
              {now.act.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
