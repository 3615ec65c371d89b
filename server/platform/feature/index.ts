import type { Handlers, routes } from '#contract';
import type { Context } from '#platform/context';
import type { JobDefinition } from '#platform/jobs';
import type { TableDefinition } from '#platform/warehouse';

/** The whole of a feature as the composition sees it. `compose.ts` lists them in the order of architecture.md. */
export interface Feature {
  readonly name: string;
  /** Folder of numbered `.sql` files for the record store. */
  readonly migrations?: URL;
  /** Its tables in the warehouse. */
  readonly tables?: readonly TableDefinition[];
  readonly handlers?: Partial<Handlers<typeof routes, Context>>;
  readonly jobs?: readonly JobDefinition[];
  /** Work in the background for as long as the server runs (expiry, refreshing); resolves to the way to stop it. */
  readonly start?: (context: Context) => Promise<() => Promise<void>>;
}
