import { useText } from '#parts';
import { AutoComplete, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ValueEditorProps } from 'react-querybuilder';
import { useUnitWords } from '../app/unit-words.ts';
import { FieldSelect } from './rule-choices.tsx';
import { TagChip } from './tag-chip.tsx';
import { useRuleForm, type FormField } from './rule-form.ts';
import { DayInput } from '../app/day-input.tsx';

type One = string | number | boolean;

/** The value of a row: what it is depends on the field's type and the operator. */
export function ValueBox({ field: name, operator, value, valueSource, handleOnChange, title = '' }: ValueEditorProps) {
  const { fields } = useRuleForm();
  const { t } = useTranslation();
  const field = fields.get(name);
  if (!field || operator === 'null' || operator === 'notNull') return null;
  if (field.type === 'tag' || field.type === 'audience' || field.type === 'days' || field.type === 'expression')
    return <FactValue field={field} value={value as One} onChange={handleOnChange} label={title} />;
  if (valueSource === 'field') {
    const alike = [...fields.values()].filter((other) => other.name !== name && kindOf(other) === kindOf(field));
    return <FieldSelect value={String(value ?? '')} fields={alike} label={title} onChange={handleOnChange} />;
  }
  if (operator === 'between' || operator === 'notBetween') {
    const [low = '', high = ''] = Array.isArray(value) ? (value as One[]) : [value as One];
    return (
      <span className="rb-between">
        <OneValue
          field={field}
          value={low}
          onChange={(to) => handleOnChange([to, high])}
          label={t('understand.builder.low')}
        />
        <span className="quiet">{t('understand.builder.to')}</span>
        <OneValue
          field={field}
          value={high}
          onChange={(to) => handleOnChange([low, to])}
          label={t('understand.builder.high')}
        />
      </span>
    );
  }
  if (operator === 'in' || operator === 'notIn')
    return <Several field={field} value={value} onChange={handleOnChange} label={title} />;
  return (
    <OneValue
      field={field}
      value={value as One}
      onChange={handleOnChange}
      label={title}
      plain={operator !== '=' && operator !== '!='}
    />
  );
}

const kindOf = ({ type }: FormField): string => (type === 'integer' ? 'number' : type);
const isNumber = (field: FormField): boolean => field.type === 'number' || field.type === 'integer';

interface BoxProps {
  readonly field: FormField;
  readonly value: One;
  readonly onChange: (value: unknown) => void;
  readonly label: string;
}

function OneValue({ field, value, onChange, label, plain = false }: BoxProps & { plain?: boolean }) {
  const { t } = useTranslation();
  const unit = useUnitWords();
  if (isNumber(field))
    return (
      <InputNumber
        className="rb-number"
        aria-label={label}
        value={value === '' ? null : (value as number)}
        controls={false}
        suffix={unit(field.unit)}
        onChange={(to) => onChange(to ?? '')}
      />
    );
  if (field.type === 'boolean')
    return (
      <Select
        className="rb-yes"
        aria-label={label}
        value={String(value) === 'true'}
        onChange={onChange}
        options={[
          { value: true, label: t('understand.answer.yes') },
          { value: false, label: t('understand.answer.no') },
        ]}
      />
    );
  if (field.type === 'date') return <DayInput label={label} value={String(value)} onChange={onChange} />;
  return (
    <AutoComplete
      className="rb-text"
      aria-label={label}
      value={String(value)}
      onChange={onChange}
      options={plain ? [] : (field.values ?? []).map((one) => ({ value: one }))}
      showSearch={{
        filterOption: (typed, option) => String(option?.value).toLowerCase().includes(typed.toLowerCase()),
      }}
    />
  );
}

function Several({ field, value, onChange, label }: Omit<BoxProps, 'value'> & { value: unknown }) {
  const chosen = (Array.isArray(value) ? (value as One[]) : []).map(String);
  const numbers = isNumber(field);
  return (
    <Select
      mode="tags"
      className="rb-several"
      aria-label={label}
      value={chosen}
      tokenSeparators={[',', '，', ' ']}
      maxTagCount="responsive"
      onChange={(all: string[]) =>
        onChange(numbers ? all.filter((one) => one !== '' && Number.isFinite(Number(one))).map(Number) : all)
      }
      options={(field.values ?? []).map((one) => ({ value: one, label: one }))}
    />
  );
}

function FactValue({ field, value, onChange, label }: BoxProps) {
  const { tags, audiences } = useRuleForm();
  const { t } = useTranslation();
  const text = useText();
  if (field.type === 'expression')
    return (
      <Input
        className="rb-expression"
        aria-label={label}
        value={String(value ?? '')}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  if (field.type === 'days')
    return (
      <InputNumber
        className="rb-number"
        aria-label={label}
        min={0}
        precision={0}
        controls={false}
        value={value === '' ? null : (value as number)}
        suffix={t('understand.builder.days')}
        onChange={(to) => onChange(to ?? '')}
      />
    );
  const options =
    field.type === 'tag'
      ? tags
          .filter(({ state, missing }) => state !== 'retired' && missing.length === 0)
          .map((tag) => ({ value: tag.id, label: text(tag.name) }))
      : audiences.map((audience) => ({ value: audience.id, label: audience.name }));
  const choice = (
    <Select
      className="rb-text"
      aria-label={label}
      showSearch={{ optionFilterProp: 'label' }}
      value={value === '' ? null : String(value)}
      onChange={onChange}
      options={options}
      popupMatchSelectWidth={false}
      notFoundContent={t(field.type === 'tag' ? 'understand.builder.noTags' : 'understand.builder.noAudiences')}
    />
  );
  const tag = field.type === 'tag' ? tags.find(({ id }) => id === value) : undefined;
  return tag ? (
    <>
      {choice}
      <TagChip tag={tag} />
    </>
  ) : (
    choice
  );
}
