import type { IndicatorWarning } from '#contract';
import { useFormat } from '#parts';
import { useTranslation } from 'react-i18next';
import { writer, writtenApart } from './figure-words.ts';

/** A warning as a sentence; home says it too, so its words are home's. */
export function useWarningWords(): (warning: IndicatorWarning) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ rule, value, expected, unit }) => {
    const write = writer(format, unit);
    const say = (figure: number | null): string => (figure === null ? '–' : write(figure));
    const [said, usual] =
      value === null || expected === null
        ? ([say(value), say(expected)] as const)
        : writtenApart(format, unit, value, expected);
    return t(`home.warned.${rule.kind}`, { value: said, expected: usual });
  };
}
