import type { PhoneCampaign } from '#contract';
import { useText } from '#parts';
import { useTranslation } from 'react-i18next';

export type Answers = Readonly<Record<string, string | number | boolean | null>>;
type Fields = PhoneCampaign['form'];

/** Required fields that have no answer. */
export const formGaps = (form: Fields, answers: Answers): readonly string[] =>
  form.filter(({ required, field }) => required && (answers[field] ?? null) === null).map(({ field }) => field);

export function Form(props: { form: Fields; answers: Answers; onAnswers: (answers: Answers) => void }) {
  const { form, answers, onAnswers } = props;
  const { t } = useTranslation('field');
  const needed = form.some(({ required }) => required);
  const fields = form.map((field) => (
    <Field
      key={field.field}
      field={field}
      value={answers[field.field] ?? null}
      onValue={(value) => onAnswers({ ...answers, [field.field]: value })}
    />
  ));
  if (needed) {
    return (
      <fieldset className="f-form">
        <legend>{t('result.form')}</legend>
        {fields}
      </fieldset>
    );
  }
  return (
    <details className="f-form" open={Object.keys(answers).length > 0}>
      <summary>{t('result.formOptional')}</summary>
      {fields}
    </details>
  );
}

type Value = Answers[string];

function Field({ field, value, onValue }: { field: Fields[number]; value: Value; onValue: (value: Value) => void }) {
  const { t } = useTranslation('field');
  const text = useText();
  const label = `${text(field.label)}${field.required ? ` · ${t('result.required')}` : ''}`;
  const choices = field.type === 'boolean' ? [true, false] : field.choices;
  if (choices) {
    return (
      <fieldset className="f-chips">
        <legend>{label}</legend>
        {choices.map((choice) => (
          <button
            key={String(choice)}
            type="button"
            className="f-chip"
            aria-pressed={value === choice}
            onClick={() => onValue(value === choice ? null : choice)}
          >
            {typeof choice === 'boolean' ? t(choice ? 'order.yes' : 'order.no') : choice}
          </button>
        ))}
      </fieldset>
    );
  }
  const number = field.type === 'integer' || field.type === 'decimal';
  return (
    <label className="f-field">
      <span>{label}</span>
      <input
        type={field.type === 'date' ? 'date' : number ? 'number' : 'text'}
        inputMode={field.type === 'integer' ? 'numeric' : number ? 'decimal' : undefined}
        step={field.type === 'decimal' ? 'any' : undefined}
        value={value === null ? '' : String(value)}
        onChange={(event) => onValue(readAnswer(field.type, event.target.value))}
      />
    </label>
  );
}

function readAnswer(type: string, typed: string): Value {
  if (typed === '') return null;
  if (type !== 'integer' && type !== 'decimal') return typed;
  const number = Number(typed);
  if (!Number.isFinite(number)) return null;
  return type === 'integer' ? Math.round(number) : number;
}
