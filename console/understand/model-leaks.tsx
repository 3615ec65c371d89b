import type { Leak } from '#contract';
import { Badge, useText } from '#parts';
import { useTranslation } from 'react-i18next';

/** Fields that may know the future, the surest first. */
export function Leaks({ leaks }: { leaks: readonly Leak[] }) {
  const { t } = useTranslation();
  const text = useText();
  if (leaks.length === 0) return <p className="quiet small">{t('understand.models.leaks.none')}</p>;
  return (
    <>
      <h3>{t('understand.models.leaks.title')}</h3>
      <ul className="leaks">
        {leaks.map((leak) => (
          <li key={leak.field}>
            <Badge tone={leak.certainty === 'sure' ? 'bad' : 'attention'}>
              {t(`understand.models.leaks.${leak.certainty}`)}
            </Badge>
            <span>
              <strong>{text(leak.label)}</strong> <code className="quiet">{leak.field}</code> {text(leak.words)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
