import type { OrgUnit } from '#contract';
import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';

/** The units above the one shown, as far as the reader sees, each a way up. */
export function UnitPath({ unit, indicator }: { unit: string; indicator: string }) {
  const { t } = useTranslation();
  const name = useText();
  const { data } = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000 });
  const path = pathTo(new Map(data?.items.map((one) => [one.id, one])), unit);
  if (path.length === 0) return null;
  return (
    <nav aria-label={t('understand.indicators.upwards')}>
      <ol className="unit-path">
        {path.map((one) => (
          <li key={one.id}>
            {one.id === unit ? (
              <strong aria-current="page">{name(one.name)}</strong>
            ) : (
              <Link to="/understand/indicators/$indicator" params={{ indicator }} search={{ unit: one.id }}>
                {name(one.name)}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function pathTo(units: ReadonlyMap<string, OrgUnit>, unit: string): readonly OrgUnit[] {
  const path: OrgUnit[] = [];
  for (
    let at = units.get(unit);
    at && !path.includes(at);
    at = at.parentId === null ? undefined : units.get(at.parentId)
  )
    path.unshift(at);
  return path;
}
