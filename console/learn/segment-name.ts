import type { Report } from '#contract';
import { useText } from '#parts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** What a segment of the report is called; without a key, those in none. */
export function useSegmentName(parts: Readonly<Report['by']['segment']>): (key: string) => string {
  const { t } = useTranslation();
  const text = useText();
  return useCallback(
    (key) => {
      const name = parts.find((part) => part.key === key)?.name;
      return key === '' ? t('understand.segments.profile.nobody') : (name && text(name)) || key;
    },
    [parts, text, t],
  );
}
