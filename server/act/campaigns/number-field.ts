import { lookUp, type Catalogue, type Field } from '#query';

/** The number field or score of this name: what a chance or a pairing may go by. */
export function numberField({ scores, fields }: Catalogue, name: string): Field | undefined {
  const found = lookUp(scores, name) ?? lookUp(fields, name);
  return found !== undefined && (found.type === 'number' || found.type === 'integer') ? found : undefined;
}
