import type { EntityName } from '#contract';
import type { Feature } from '#platform/feature';
import { operations, type OperationsPorts } from '#platform/operations';
import { catalog } from '#know/catalog';
import { customers, periodsTouched, rebuild, type CustomersPorts } from '#know/customers';
import { feeds, readExtraFields, type Rebuild } from '#know/feeds';
import { organisation } from '#know/organisation';
import { audiences, readReadyCatalogue, recordBuilt } from '#understand/audiences';
import { campaigns } from '#act/campaigns';
import { channels, contactsOf } from '#act/channels';
import { workOrderPort, worklist } from '#act/worklist';
import { measurement, runningMeasures } from '#learn/measurement';
import { accessRoutesOf } from './session-routes.ts';

/** The server as one list, in the order of architecture.md: each feature may use those before it; later ones are plugged in here. */
export function features(ports: OperationsPorts): readonly Feature[] {
  return [
    operations(ports),
    accessRoutesOf(ports.store.db, ports.clock),
    organisation,
    catalog,
    feeds({ rebuild: rebuildTouched }),
    customers(customersPorts),
    audiences,
    channels,
    campaigns({ workOrders: workOrderPort, measures: runningMeasures, readCatalogue: readReadyCatalogue }),
    worklist,
    measurement,
  ];
}

const customersPorts: CustomersPorts = {
  feeds: {
    readExtraFields: async (db) =>
      (await readExtraFields(db)).map((field) => ({ ...field, entity: field.entity as EntityName })),
  },
  afterBuild: (context, built) =>
    recordBuilt(
      context,
      built.map(({ period }) => period),
    ),
  contacts: {
    contactsOf: async (context, keys) => (await Promise.all(keys.map((key) => contactsOf(context, key)))).flat(),
  },
};

/** A load changes its months, and those after them that look back on it. */
const rebuildTouched: Rebuild = async (context, loaded, { progress }) =>
  rebuild(context, customersPorts, { periods: await periodsTouched(context, loaded), progress });
