import type { AreaGeometry } from '#contract';
import { useText, type MapArea } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { reading } from './client.ts';
import { useMay } from './session.ts';

/** What a map says of one org unit: the value that colours it (null: unknown) and a further word. */
export type AreaValue = { readonly value: number | null; readonly note?: string };

/**
 * The grids of the reader's subtree as areas of a map, each with its value; grids of which nothing is said are unknown.
 * Empty until the outlines are there, and where the operator has given none.
 */
export function useUnitAreas(values: ReadonlyMap<string, AreaValue>): readonly MapArea[] {
  const name = useText();
  const may = useMay();
  const shapes = useQuery({ ...reading('listOrgUnitShapes'), staleTime: Infinity, enabled: may('organisation.read') });
  const units = useQuery({ ...reading('listOrgUnits'), staleTime: 300_000, enabled: may('organisation.read') });
  return useMemo(() => {
    const outlines = new Map<string, AreaGeometry>(
      shapes.data?.items.map((shape) => [shape.orgUnitId, shape.geometry]),
    );
    return (units.data?.items ?? []).flatMap((unit): MapArea[] => {
      const geometry = outlines.get(unit.id);
      if (!geometry || unit.kind !== 'grid') return [];
      return [{ id: unit.id, name: name(unit.name), geometry, value: null, ...values.get(unit.id) }];
    });
  }, [shapes.data, units.data, values, name]);
}
