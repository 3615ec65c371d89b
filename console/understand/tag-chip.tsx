import type { Tag } from '#contract';
import { useFormat, useText } from '#parts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import './tags.css';

/** Beside a tag in a rule: the share who have it, and the way to its page. */
export function TagChip({ tag }: { tag: Tag }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useText();
  const newest = tag.coverage.at(-1);
  return (
    <Link className="tag-chip" to="/understand/tags/$tag" params={{ tag: tag.id }} title={label(tag.definition)}>
      {newest && newest.total > 0
        ? t('understand.tags.has', { share: format.percent(newest.customers / newest.total) })
        : label(tag.name)}
    </Link>
  );
}
