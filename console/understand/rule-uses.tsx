import { Text2, type Problem, type TagUse } from '#contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { UseLink } from './tag-use-link.tsx';

/** What reads something, each as a link to where it can be changed, and how many more there are elsewhere. */
export function RuleUses({ usedBy, usedElsewhere }: { usedBy: readonly TagUse[]; usedElsewhere: number }): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className="tag-uses">
      {usedBy.map((use) => (
        <li key={`${use.kind} ${use.id}`}>
          <span className="quiet">{t(`understand.tags.kinds.${use.kind}`)}</span> <UseLink use={use} />
        </li>
      ))}
      {usedElsewhere > 0 && <li className="quiet">{t('understand.tags.usedElsewhere', { count: usedElsewhere })}</li>}
    </ul>
  );
}

/** The uses that a refusal to retire lists. */
export function RefusedByUses({ problem }: { problem: Problem }): ReactNode {
  const usedBy = problem.problems.map(({ place, parameters }): TagUse => {
    const [kind, id] = [place.slice(0, place.indexOf(':')), place.slice(place.indexOf(':') + 1)];
    return { kind: kind as TagUse['kind'], id, name: Text2.safeParse(parameters?.['name']).data ?? { en: id, zh: id } };
  });
  return <RuleUses usedBy={usedBy} usedElsewhere={Number(problem.parameters['usedElsewhere'] ?? 0)} />;
}
