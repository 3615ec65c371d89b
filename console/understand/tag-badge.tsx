import type { TagState } from '#contract';
import { Badge } from '#parts';
import { useTranslation } from 'react-i18next';

export function TagBadge({ state }: { state: TagState }) {
  const { t } = useTranslation();
  return (
    <Badge tone={state === 'published' ? 'good' : state === 'draft' ? 'accent' : 'quiet'}>
      {t(`understand.tags.states.${state}`)}
    </Badge>
  );
}
