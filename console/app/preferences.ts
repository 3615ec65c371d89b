import { languages, toLanguage, type Language, type ThemeName } from '#parts';
import { useSyncExternalStore } from 'react';

export type ThemeChoice = ThemeName | 'system';
export interface Preferences {
  readonly language: Language;
  readonly theme: ThemeChoice;
}

const place = 'gridloop.preferences';
const listeners = new Set<() => void>();
let current = read();

/** What this reader chose on this machine; before any choice, what the browser prefers. */
function read(): Preferences {
  const browser: Preferences = { language: toLanguage(navigator.language), theme: 'system' };
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Preferences>;
    return {
      language: languages.find((l) => l === kept.language) ?? browser.language,
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : browser.theme,
    };
  } catch {
    // Private windows may refuse storage; the choice then lasts as long as the page.
    return browser;
  }
}

export const preferences = (): Preferences => current;

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(place, JSON.stringify(current));
  } catch {
    // See read().
  }
  for (const listener of listeners) listener();
}

export function onPreference(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePreferences = (): Preferences => useSyncExternalStore(onPreference, preferences);
