import { useSyncExternalStore } from 'react';
import { languages, toLanguage, type Language } from './language.ts';
import type { ThemeName } from './tokens.ts';

export type ThemeChoice = ThemeName | 'system';
export interface Preferences {
  readonly language: Language;
  readonly theme: ThemeChoice;
}

/** What the reader of one app has chosen on this device, kept under `place`; before any choice, what the browser prefers. */
export function createPreferences(place: string) {
  const listeners = new Set<() => void>();
  let current = readPreferences(place);
  const preferences = (): Preferences => current;
  const onPreference = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    preferences,
    onPreference,
    prefer(change: Partial<Preferences>): void {
      current = { ...current, ...change };
      try {
        localStorage.setItem(place, JSON.stringify(current));
      } catch {
        // See readPreferences().
      }
      for (const listener of listeners) listener();
    },
    usePreferences: (): Preferences => useSyncExternalStore(onPreference, preferences),
  };
}

function readPreferences(place: string): Preferences {
  const browser: Preferences = { language: toLanguage(navigator.language), theme: 'system' };
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Preferences>;
    return {
      language: languages.find((language) => language === kept.language) ?? browser.language,
      theme: kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : browser.theme,
    };
  } catch {
    // Private windows may refuse storage; the choice then lasts as long as the page.
    return browser;
  }
}
