import type { ProblemDetail, SchemeFile } from '#contract';
import { useText } from '#parts';
import { Button, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Labelled } from './labelled.tsx';
import { ProblemsAt } from './problems-at.tsx';

type Term = SchemeFile['terms'][number];

interface TermFormProps {
  readonly term: Term;
  /** `terms.0`. */
  readonly place: string;
  readonly problems: readonly ProblemDetail[];
  readonly onChange: (term: Term) => void;
  /** Missing where it is the only one. */
  readonly onRemove: (() => void) | undefined;
}

/** One term: its formula, the same without adjustment, its share of the whole, its limits. */
export function TermForm({ term, place, problems, onChange, onRemove }: TermFormProps) {
  const { t } = useTranslation();
  const text = useText();
  const put = (change: Partial<Term>) => onChange({ ...term, ...change });
  return (
    <fieldset className="term-form">
      <legend>{text(term.label)}</legend>
      <Names term={term} put={put} />
      <Formulas term={term} place={place} problems={problems} onChange={onChange} />
      <Limits term={term} put={put} />
      <ProblemsAt problems={problems} place={place} />
      <ProblemsAt problems={problems} place={`${place}.id`} />
      <ProblemsAt problems={problems} place={`${place}.minimum`} />
      {onRemove && (
        <Button size="small" onClick={onRemove}>
          {t('learn.schemes.remove', { name: text(term.label) })}
        </Button>
      )}
    </fieldset>
  );
}

interface PartProps {
  readonly term: Term;
  readonly put: (change: Partial<Term>) => void;
}

function Names({ term, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className="pair">
      <Labelled label={t('learn.schemes.labelEn')}>
        {(id) => (
          <Input
            id={id}
            value={term.label.en}
            onChange={({ target }) => put({ label: { ...term.label, en: target.value } })}
          />
        )}
      </Labelled>
      <Labelled label={t('learn.schemes.labelZh')}>
        {(id) => (
          <Input
            id={id}
            value={term.label.zh}
            onChange={({ target }) => put({ label: { ...term.label, zh: target.value } })}
          />
        )}
      </Labelled>
    </div>
  );
}

function Formulas({ term, place, problems, onChange }: Omit<TermFormProps, 'onRemove'>) {
  const { t } = useTranslation();
  return (
    <>
      <Labelled label={t('learn.schemes.formula')}>
        {(id) => (
          <Input
            id={id}
            className="formula"
            spellCheck={false}
            value={term.formula}
            onChange={({ target }) => onChange({ ...term, formula: target.value })}
          />
        )}
      </Labelled>
      <ProblemsAt problems={problems} place={`${place}.formula`} />
      <Labelled label={t('learn.schemes.rawFormula')}>
        {(id) => (
          <Input
            id={id}
            className="formula"
            spellCheck={false}
            value={term.raw ?? ''}
            onChange={({ target }) => {
              const { raw: _, ...rest } = term;
              onChange(target.value === '' ? rest : { ...rest, raw: target.value });
            }}
          />
        )}
      </Labelled>
      <ProblemsAt problems={problems} place={`${place}.raw`} />
    </>
  );
}

function Limits({ term, put }: PartProps) {
  const { t } = useTranslation();
  const number = (label: string, value: number, change: (to: number) => void, step = 5) => (
    <Labelled label={label}>
      {(id) => (
        <InputNumber controls={false} id={id} step={step} value={value} onChange={(to) => to !== null && change(to)} />
      )}
    </Labelled>
  );
  return (
    <div className="numbers">
      {number(t('learn.schemes.weight'), Number((term.weight * 100).toFixed(4)), (to) =>
        put({ weight: Math.max(0.0001, to / 100) }),
      )}
      {number(t('learn.schemes.floor'), term.floor, (floor) => put({ floor }))}
      {number(t('learn.schemes.cap'), term.cap, (cap) => put({ cap }))}
      {number(t('learn.schemes.otherwise'), term.otherwise, (otherwise) => put({ otherwise }))}
      {term.minimum &&
        number(
          t('learn.schemes.least', { indicator: term.minimum.indicator }),
          term.minimum.least,
          (least) => term.minimum && put({ minimum: { ...term.minimum, least } }),
        )}
    </div>
  );
}
