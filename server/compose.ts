import { accessRoutesOf } from './session-routes.ts';
import type { Feature } from '#platform/feature';
import { operations, type OperationsPorts } from '#platform/operations';
import { catalog } from '#know/catalog';
import { organisation } from '#know/organisation';

/** The server as one list, in the order of architecture.md: each feature may use those before it; later ones are plugged in here. */
export function features(ports: OperationsPorts): readonly Feature[] {
  return [operations(ports), accessRoutesOf(ports.store.db, ports.clock), organisation, catalog];
}
