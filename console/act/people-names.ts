import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { reading } from '../app/client.ts';

/** The people of the reader's subtree who can be given work, and names by staff number. */
export function usePeopleNames() {
  const text = useText();
  const { data } = useQuery({ ...reading('listPeople'), staleTime: 300_000 });
  return useMemo(() => {
    const all = (data?.items ?? [])
      .filter((person) => person.active && person.role !== 'office')
      .map((person) => ({ id: person.id, name: text(person.name), orgUnitId: person.orgUnitId }));
    const byId = new Map((data?.items ?? []).map((person) => [person.id, text(person.name)]));
    return { all, nameOf: (id: string) => byId.get(id) ?? id };
  }, [data, text]);
}
