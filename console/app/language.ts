import { startLanguage } from '#parts';
import { onPreference, preferences } from './preferences.ts';
import { en } from './texts.en.ts';
import type { RoomTexts } from './room-texts.ts';
import { zh } from './texts.zh.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console';
  }
  interface ResourceNamespaceMap {
    console: typeof en & RoomTexts;
  }
}

export const startWords = (): Promise<void> => startLanguage('console', { en, zh }, { preferences, onPreference });
