import { entities, type EntityName } from '#contract';
import { useText } from '#parts';

/** What a feed fills, by the name of the standard entity. */
export function useEntityNames(): (entity: string) => string {
  const text = useText();
  return (entity) => (Object.hasOwn(entities, entity) ? text(entities[entity as EntityName].label) : entity);
}
