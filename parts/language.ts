import type { Text2 } from '#contract';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

export const toLanguage = (code: string | undefined): Language => (code?.startsWith('zh') ? 'zh' : 'en');

/** A label in the reader's language; where one of the two was left empty, the other is better than nothing. */
export const inLanguage = (text: Text2, language: Language): string => text[language] || text.en || text.zh;

export function useLanguage(): Language {
  return toLanguage(useTranslation().i18n.language);
}

/** `useText()(offer.name)`: the label in the reader's language. */
export function useText(): (text: Text2) => string {
  const language = useLanguage();
  return useCallback((text) => inLanguage(text, language), [language]);
}

/**
 * The shape a translation must have: the same keys as the English dictionary, all of them text.
 * `_one` may be left out, because Chinese has no singular of its own.
 */
export type Dictionary<T> = T extends string
  ? string
  : { readonly [K in keyof T as K extends `${string}_one` ? never : K]: Dictionary<T[K]> } & {
      readonly [K in keyof T as K extends `${string}_one` ? K : never]?: string;
    };
