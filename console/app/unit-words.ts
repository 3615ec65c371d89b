import { sayUnit } from '#query';
import { useLanguage } from '#parts';

/** A field's unit of measure in the reader's language: `minute/month` is `分钟/月`; nothing for a plain number. */
export function useUnitWords(): (unit: string | null | undefined) => string {
  const language = useLanguage();
  return (unit) => (unit ? sayUnit(unit, language) : '');
}
