import type { ChannelKind } from '#contract';
import type { Context } from '#platform/context';
import { csvCell } from '#platform/files';
import { statement } from '#platform/warehouse';
import { exportMessages } from '#act/channels';

type Cell = Parameters<typeof csvCell>[0];

const targetFields = [
  'customer_id',
  'org_unit_id',
  'arm',
  'stratum',
  'wave',
  'offer',
  'channel',
  'person_id',
  'day',
  'status',
  'reason',
] as const;
const messageFields = ['customer_id', 'org_unit_id', 'channel', 'offer', 'arm', 'wave', 'day'] as const;

/** All targets of a campaign as CSV, in the order of the customers. */
export async function* targetsCsv(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  campaign: string,
): AsyncGenerator<string> {
  yield line(targetFields);
  const rows = warehouse.stream<Record<string, Cell>>(
    statement(
      `select customer_id, org_unit_id, arm, stratum, wave, offer, channel, person_id, if(status = 'scheduled', toString(day), '') as day, status, reason
       from campaign_target where campaign = {campaign:String} order by customer_key`,
      { campaign },
    ),
    { signal },
  );
  for await (const batch of rows)
    yield batch.map((row) => line(targetFields.map((name) => row[name] ?? null))).join('');
}

/** The messages of a campaign's released waves for one channel as CSV; what is handed out is a contact of the ledger. */
export async function* messagesCsv(
  context: Pick<Context, 'db' | 'clock'>,
  campaign: string,
  channel: ChannelKind,
): AsyncGenerator<string> {
  yield line(messageFields);
  for await (const batch of exportMessages(context, campaign, channel)) {
    yield batch.map((row) => line(messageFields.map((name) => row[name]))).join('');
  }
}

/** One line after RFC 4180. */
function line(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}
