import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { reading } from '../../app/client.ts';
import { useMay } from '../../app/session.ts';

/** What indicators are called, with their units; a name that is not known stays a name. */
export function useIndicators() {
  const text = useText();
  const may = useMay();
  const { data } = useQuery({ ...reading('listSchemes'), staleTime: 300_000, enabled: may('reports.read') });
  return useMemo(() => {
    const known = new Map(data?.indicators.map((one) => [one.name, one]));
    return {
      labelOf: (name: string) => {
        const found = known.get(name);
        return found ? text(found.label) : name;
      },
      unitOf: (name: string) => known.get(name)?.unit ?? undefined,
    };
  }, [data, text]);
}

/** Terms of the newest schemes by their ids. */
export function useTermLabels(): (id: string) => string {
  const text = useText();
  const may = useMay();
  const { data } = useQuery({ ...reading('listSchemes'), staleTime: 300_000, enabled: may('reports.read') });
  return useCallback(
    (id) => {
      const found = data?.items.flatMap(({ file }) => file.terms).find((term) => term.id === id);
      return found ? text(found.label) : id;
    },
    [data, text],
  );
}
