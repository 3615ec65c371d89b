import { useTranslation } from 'react-i18next';

const examples = [
  { name: 'spending', needs: 'arpu', rule: 'arpu >= 90' },
  { name: 'long', needs: 'tenure_months', rule: 'tenure_months > 24' },
  { name: 'quiet', needs: 'dnd', rule: 'not dnd' },
] as const;

/** Only examples that this operator's record can answer are offered. */
export function Examples({ onTake, known }: { onTake: (rule: string) => void; known: readonly string[] }) {
  const { t } = useTranslation();
  const fitting = examples.filter((example) => known.includes(example.needs));
  return (
    <div className="rule-help">
      <p className="quiet">{t('understand.rule.help')}</p>
      {fitting.length > 0 && (
        <p className="rule-examples">
          <span className="quiet">{t('understand.rule.example')}</span>
          {fitting.map(({ name, rule }) => (
            <button key={name} type="button" className="gl-link" onClick={() => onTake(rule)}>
              {t(`understand.rule.examples.${name}`)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
