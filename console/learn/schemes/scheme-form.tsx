import type { ProblemDetail, SchemeFile } from '#contract';
import { useFormat } from '#parts';
import { Button, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { Labelled } from './labelled.tsx';
import { ProblemsAt } from './problems-at.tsx';
import { TermForm } from './term-form.tsx';

interface SchemeFormProps {
  readonly file: SchemeFile;
  readonly problems: readonly ProblemDetail[];
  readonly onChange: (file: SchemeFile) => void;
}

/** A scheme field by field; what is wrong stands at its place. */
export function SchemeForm({ file, problems, onChange }: SchemeFormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const weights = file.terms.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <>
      <h2 className="scheme-part">{t('learn.schemes.terms')}</h2>
      <p className="quiet small">
        {t('learn.schemes.termsAbout')} {t('learn.schemes.weights', { sum: format.percent(weights) })}
      </p>
      <ProblemsAt problems={problems} place="terms" />
      {file.terms.map((term, i) => (
        <TermForm
          // Terms have no name of their own that could not be changed while it is typed.
          key={i}
          term={term}
          place={`terms.${i}`}
          problems={problems}
          onChange={(next) => onChange({ ...file, terms: file.terms.map((one, j) => (j === i ? next : one)) })}
          onRemove={
            file.terms.length > 1 ? () => onChange({ ...file, terms: file.terms.filter((_, j) => j !== i) }) : undefined
          }
        />
      ))}
      <Button onClick={() => onChange({ ...file, terms: [...file.terms, freshTerm(file)] })}>
        {t('learn.schemes.addTerm')}
      </Button>
      <Definitions file={file} problems={problems} onChange={onChange} />
      <Pay file={file} problems={problems} onChange={onChange} />
    </>
  );
}

const freshTerm = ({ terms }: SchemeFile): SchemeFile['terms'][number] => ({
  id: `term_${terms.length + 1}`,
  label: { en: 'New term', zh: '新项' },
  formula: '100',
  weight: 0.1,
  floor: 0,
  cap: 150,
  otherwise: 100,
});

function Definitions({ file, problems, onChange }: SchemeFormProps) {
  const { t } = useTranslation();
  const entries = Object.entries(file.definitions);
  const put = (next: readonly (readonly [string, string])[]) =>
    onChange({ ...file, definitions: Object.fromEntries(next) });
  return (
    <>
      <h2 className="scheme-part">{t('learn.schemes.definitions')}</h2>
      <p className="quiet small">{t('learn.schemes.definitionsAbout')}</p>
      {entries.map(([name, formula], i) => (
        <div key={i} className="scheme-definition">
          <Labelled label={t('learn.schemes.name')}>
            {(id) => (
              <Input
                id={id}
                className="formula"
                spellCheck={false}
                value={name}
                onChange={({ target }) =>
                  put(entries.map((one, j) => (j === i ? ([target.value, formula] as const) : one)))
                }
              />
            )}
          </Labelled>
          <Labelled label={t('learn.schemes.formula')}>
            {(id) => (
              <Input
                id={id}
                className="formula"
                spellCheck={false}
                value={formula}
                onChange={({ target }) =>
                  put(entries.map((one, j) => (j === i ? ([name, target.value] as const) : one)))
                }
              />
            )}
          </Labelled>
          <Button
            aria-label={t('learn.schemes.remove', { name })}
            onClick={() => put(entries.filter((_, j) => j !== i))}
          >
            ×
          </Button>
          <ProblemsAt problems={problems} place={`definitions.${name}`} />
        </div>
      ))}
      <Button onClick={() => put([...entries, [`value_${entries.length + 1}`, '0']])}>
        {t('learn.schemes.addDefinition')}
      </Button>
    </>
  );
}

function Pay({ file, problems, onChange }: SchemeFormProps) {
  const { t } = useTranslation();
  const { bands, capYuan } = file.pay;
  const put = (pay: SchemeFile['pay']) => onChange({ ...file, pay });
  const band = (i: number, change: Partial<(typeof bands)[number]>) =>
    put({ capYuan, bands: bands.map((one, j) => (j === i ? { ...one, ...change } : one)) });
  return (
    <>
      <h2 className="scheme-part">{t('learn.schemes.pay')}</h2>
      <p className="quiet small">{t('learn.schemes.payAbout')}</p>
      <ProblemsAt problems={problems} place="pay.bands" />
      {bands.map(({ from, yuanPerPoint }, i) => (
        <div key={i} className="numbers">
          <Amount label={t('learn.schemes.from')} value={from} onChange={(to) => band(i, { from: to })} />
          <Amount
            label={t('learn.schemes.yuanPerPoint')}
            value={yuanPerPoint}
            onChange={(to) => band(i, { yuanPerPoint: to })}
          />
          {bands.length > 1 && (
            <Button
              aria-label={t('learn.schemes.removeBand', { from })}
              onClick={() => put({ capYuan, bands: bands.filter((_, j) => j !== i) })}
            >
              ×
            </Button>
          )}
        </div>
      ))}
      <span className="row-acts">
        <Button
          onClick={() =>
            put({ capYuan, bands: [...bands, { from: (bands.at(-1)?.from ?? 0) + 20, yuanPerPoint: 10 }] })
          }
        >
          {t('learn.schemes.addBand')}
        </Button>
      </span>
      <div className="numbers">
        <Amount
          label={t('learn.schemes.capYuan')}
          step={100}
          value={capYuan}
          onChange={(to) => put({ bands, capYuan: to })}
        />
      </div>
    </>
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly step?: number;
  readonly onChange: (to: number) => void;
}

/** A number that is never below zero; emptied, it is zero. */
function Amount({ label, value, step = 1, onChange }: AmountProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <InputNumber controls={false} id={id} min={0} step={step} value={value} onChange={(to) => onChange(to ?? 0)} />
      )}
    </Labelled>
  );
}
