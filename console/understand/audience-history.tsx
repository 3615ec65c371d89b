import type { AudienceDetail } from '#contract';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { RuleVersions } from './rule-versions.tsx';

interface AudienceHistoryProps {
  readonly audience: AudienceDetail;
  readonly text: string;
  readonly onTake: (rule: string) => void;
}

/** Every rule the audience has had; taking an old one writes it into the form, and saving makes it a new version. */
export function AudienceHistory({ audience, text, onTake }: AudienceHistoryProps) {
  const { t } = useTranslation();
  return (
    <RuleVersions
      versions={audience.versions}
      renderAct={(_, one) =>
        one.rule === text.trim() ? (
          <span className="quiet">{t('understand.history.now')}</span>
        ) : (
          <Button size="small" onClick={() => onTake(one.rule)}>
            {t('understand.history.take')}
          </Button>
        )
      }
    />
  );
}
