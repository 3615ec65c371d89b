import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished, type DemoClient } from './client.ts';
import { companionsOf, type Generated } from './generate.ts';
import { demoPassword } from './logins.ts';

const accountsAtOnce = 100;

/** Brings the city's organisation with its outlines, people, offers and accounts in through the API. The password is the demonstration's for all. */
export async function putCompanions(
  administrator: DemoClient,
  generated: Generated,
  onProgress: (progress: number) => void,
): Promise<void> {
  const { orgUnits, people, offers, accounts, outlines } = companionsOf(generated.operator);
  await administrator.putOrgUnits({ body: { items: [...orgUnits] } });
  await administrator.putOrgUnitShapes({ body: { geojson: outlines } });
  await administrator.putPeople({ body: { items: people } });
  await administrator.putOffers({ body: { items: [...offers] } });
  for (let from = 0; from < accounts.length; from += accountsAtOnce) {
    const some = accounts
      .slice(from, from + accountsAtOnce)
      .map((account) => ({ ...account, roles: [...account.roles], password: demoPassword }));
    await administrator.putAccounts({ body: { accounts: some } });
    onProgress((from + some.length) / accounts.length);
  }
}

/** Loads all feeds through their manifests, and has the customer record built. Resolves to the job's result. */
export async function loadFeeds(
  analyst: DemoClient,
  generated: Generated,
  onProgress: (progress: number, message: string) => void,
): Promise<unknown> {
  const manifests = generated.manifests.map((name) => ({
    text: readFileSync(join(generated.feeds, name), 'utf8'),
    file: join(generated.feeds, name),
    directory: generated.feeds,
  }));
  const { job } = await analyst.load({ body: { manifests } });
  return finished(analyst, job, onProgress);
}
