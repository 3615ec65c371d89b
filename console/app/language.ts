import { partsTexts, type Language } from '#parts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';
import { onPreference, preferences } from './preferences.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console';
  }
  interface ResourceNamespaceMap {
    console: typeof en;
  }
}

const pageLanguage: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** Both dictionaries are small and are in the page from the start, so that changing the language is instant. */
export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: preferences().language,
    fallbackLng: 'en',
    ns: ['console', 'parts'],
    defaultNS: 'console',
    resources: { en: { console: en, parts: partsTexts.en }, zh: { console: zh, parts: partsTexts.zh } },
    // React escapes what it writes.
    interpolation: { escapeValue: false },
  });
  follow();
  onPreference(follow);
}

function follow(): void {
  const { language } = preferences();
  document.documentElement.lang = pageLanguage[language];
  if (i18next.language !== language) void i18next.changeLanguage(language);
}
