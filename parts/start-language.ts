import i18next, { type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from './language.ts';
import type { Preferences } from './preferences.ts';
import { partsTexts } from './texts.ts';

const pageLanguage: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/**
 * Starts the words of an app, and follows the language that its reader prefers. Both dictionaries are in the page from
 * the start: changing the language is instant and needs no network.
 */
export async function startLanguage(
  app: string,
  texts: Readonly<Record<Language, ResourceKey>>,
  { preferences, onPreference }: { preferences(): Preferences; onPreference(listener: () => void): unknown },
): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: preferences().language,
    fallbackLng: 'en',
    ns: [app, 'parts'],
    defaultNS: app,
    resources: { en: { [app]: texts.en, parts: partsTexts.en }, zh: { [app]: texts.zh, parts: partsTexts.zh } },
    // React escapes what it writes.
    interpolation: { escapeValue: false },
  });
  const follow = (): void => {
    const { language } = preferences();
    document.documentElement.lang = pageLanguage[language];
    if (i18next.language !== language) void i18next.changeLanguage(language);
  };
  follow();
  onPreference(follow);
}
