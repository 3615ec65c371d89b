import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { reading } from './client.ts';

/** Names of org units by their ids; an id outside the viewer's subtree stays an id. */
export function useUnitNames(): (id: string) => string {
  const name = useText();
  const { data } = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000 });
  const units = useMemo(() => new Map(data?.items.map((unit) => [unit.id, unit.name])), [data]);
  return useCallback(
    (id) => {
      const known = units.get(id);
      return known ? name(known) : id;
    },
    [units, name],
  );
}

/** Names of offers by their ids. */
export function useOfferNames(): (id: string) => string {
  const name = useText();
  const { data } = useQuery({ ...reading('listOffers'), staleTime: 300_000 });
  const offers = useMemo(() => new Map(data?.items.map((offer) => [offer.id, offer.name])), [data]);
  return useCallback(
    (id) => {
      const known = offers.get(id);
      return known ? name(known) : id;
    },
    [offers, name],
  );
}
