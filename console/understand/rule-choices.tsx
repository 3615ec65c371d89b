import { useText } from '#parts';
import { Select } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSelectorProps, OperatorSelectorProps } from 'react-querybuilder';
import { isFact, operatorsOf, useRuleForm, type FormField, type Operator } from './rule-form.ts';

/** Which field: found by its label in the reader's language or by its name, in the families of the catalogue. */
export function FieldChoice({ value, handleOnChange, title }: FieldSelectorProps) {
  const { fields } = useRuleForm();
  return <FieldSelect value={value} fields={[...fields.values()]} label={title ?? ''} onChange={handleOnChange} />;
}

interface FieldSelectProps {
  readonly value: string | undefined;
  readonly fields: readonly FormField[];
  readonly label: string;
  readonly onChange: (name: string) => void;
}

export function FieldSelect({ value, fields, label, onChange }: FieldSelectProps) {
  const { t } = useTranslation();
  const text = useText();
  const options = useMemo(() => {
    const families = Map.groupBy(fields, (field) => field.family);
    return [...families].map(([family, some]) => ({
      label: t(family === 'facts' ? 'understand.builder.facts' : `know.fields.families.${family}`),
      title: family,
      options: some.map((field) => ({
        value: field.name,
        label: text(field.label),
        found: `${field.name} ${field.label.en} ${field.label.zh}`.toLowerCase(),
        unit: field.unit,
      })),
    }));
  }, [fields, t, text]);
  return (
    <Select
      className="rb-field"
      aria-label={label}
      value={value === undefined || value === '' || value === '~' ? null : value}
      placeholder={t('understand.builder.chooseField')}
      onChange={onChange}
      popupMatchSelectWidth={380}
      options={options}
      showSearch={{
        filterOption: (typed, option) =>
          (option as { found?: string } | undefined)?.found?.includes(typed.toLowerCase()) ?? false,
      }}
      optionRender={renderOption}
    />
  );
}

const renderOption = (option: { label?: ReactNode; value?: string | number | null }) => (
  <span className="rb-option">
    <span>{option.label}</span>
    <code className="quiet">{isFact(String(option.value)) ? '' : option.value}</code>
  </span>
);

export function OperatorChoice({ value, handleOnChange, title, rule }: OperatorSelectorProps) {
  const { fields } = useRuleForm();
  const { t } = useTranslation();
  const type = fields.get(rule.field)?.type ?? 'text';
  // A fact, and a field nobody has chosen yet, leave nothing to choose.
  if (isFact(rule.field) || rule.field === '' || rule.field === '~') return null;
  const words = (operator: Operator): string =>
    type === 'date' && (operator === '<' || operator === '>' || operator === '<=' || operator === '>=')
      ? t(`understand.builder.dates.${operator}`)
      : t(`understand.builder.operators.${operator}`);
  return (
    <Select
      className="rb-operator"
      aria-label={title ?? ''}
      value={value ?? null}
      onChange={handleOnChange}
      popupMatchSelectWidth={false}
      options={operatorsOf(type).map((operator) => ({ value: operator, label: words(operator) }))}
    />
  );
}
