import { Problem, type ChannelKind } from '#contract';
import type { Context } from '#platform/context';
import type { JobTools } from '#platform/jobs';
import type { Db } from '#platform/records';
import { statement, type Warehouse } from '#platform/warehouse';
import { forbids, isHuman, planMessages, refusalsAmong, type NewMessage } from '#act/channels';
import { addDays } from './campaign.ts';
import { tell } from './campaign-events.ts';
import { moveCursor, readWaves, writeWaveState, type StoredCampaign, type StoredWave } from './campaign-store.ts';
import { moveCampaign, requireCampaign } from './campaigns.ts';
import { judgeGate } from './gate.ts';
import type { CampaignPorts, NewWorkOrder } from './ports.ts';

/*
 *   gates hold? ─▶ begin ─▶ ┌ read the next batch after the cursor ┐ ─▶ wave released
 *                           └ write it and move the cursor: one trx ┘
 */

const rowsPerBatch = 5_000;

interface Target {
  readonly customer_key: number;
  readonly customer_id: string;
  readonly org_unit_id: string | null;
  readonly arm: string;
  readonly offer: string;
  readonly channel: ChannelKind;
  readonly person_id: string;
  readonly day: string;
}

export interface Released {
  readonly released: number;
  readonly refused: number;
  /** Why it ended before the wave's last target; null when it did not. */
  readonly stopped: string | null;
}

/** Releases a wave from where it stands: work orders for people, messages for electronic channels, each target once. */
export async function releaseTargets(
  context: Context,
  ports: CampaignPorts,
  input: { campaign: string; wave: number; by: string },
  tools: Pick<JobTools, 'progress'>,
): Promise<Released> {
  const { db } = context;
  if (!(await passGates(context, ports, input))) return { released: 0, refused: 0, stopped: 'gate' };
  const { campaign, wave } = await begin(context, input);
  if (wave.state === 'released') return { released: wave.released, refused: wave.refused, stopped: null };
  let cursor = wave.releasedToKey;
  let done = wave.released + wave.refused;
  for await (const batch of readAhead(batchesOf(readTargets(context, input, cursor)))) {
    const step = await db
      .transaction()
      .execute((trx) => releaseBatch(context, ports, trx, { campaign, wave: wave.wave, from: cursor, batch }));
    if (step !== 'done') return endedEarly(context, input, step);
    cursor = batch.at(-1)?.customer_key ?? cursor;
    done += batch.length;
    await tools.progress(wave.targets === 0 ? 1 : done / wave.targets, `${done} of ${wave.targets}`);
  }
  return finish(context, input);
}

/** Waves go out one after the other; one that is under way goes on from its cursor. */
async function begin(
  context: Context,
  { campaign: id, wave, by }: { campaign: string; wave: number; by: string },
): Promise<{ campaign: StoredCampaign; wave: StoredWave }> {
  return context.db.transaction().execute(async (trx) => {
    const campaign = await requireCampaign(trx, context, id, true);
    const waves = await readWaves(trx, id, true);
    const own = waves.find((of) => of.wave === wave);
    if (!own)
      throw new Problem('missing', 'no-wave', `Campaign ${id} has no wave ${wave}.`, {
        parameters: { campaign: id, wave },
      });
    if (own.state === 'released') return { campaign, wave: own };
    if (campaign.scheduling)
      throw new Problem('conflict', 'being-scheduled', 'The campaign is being scheduled; release when that is done.', {
        parameters: { campaign: id },
      });
    const earlier = waves.find((of) => of.wave < wave && of.state !== 'released');
    if (earlier) {
      throw new Problem('conflict', 'earlier-wave-open', `Wave ${earlier.wave} has not been released yet.`, {
        parameters: { campaign: id, wave: earlier.wave },
      });
    }
    if (campaign.state !== 'running') await moveCampaign(context, trx, campaign, 'start', { by });
    await writeWaveState(trx, id, wave, 'releasing');
    await tell(context, trx, { id, owner: campaign.owner, state: 'running', wave });
    return { campaign, wave: own };
  });
}

/** False when the campaign was paused because a gate before this wave does not hold. */
async function passGates(
  context: Context,
  ports: CampaignPorts,
  { campaign: id, wave, by }: { campaign: string; wave: number; by: string },
): Promise<boolean> {
  const waves = await readWaves(context.db, id);
  const own = waves.find((of) => of.wave === wave);
  if (wave === 1 || !own || own.state === 'releasing' || own.state === 'released') return true;
  // Out of turn it is refused, not judged.
  if (waves.some((of) => of.wave < wave && of.state !== 'released')) return true;
  // Written on the earlier wave it guards the way out, on this one the way in.
  const gates = waves.filter((of) => of.wave === wave || of.wave === wave - 1).flatMap((of) => of.gate ?? []);
  if (gates.length === 0) return true;
  await context.outbox.flush();
  const measures = await ports.measures(context, id);
  for (const gate of new Set(gates)) {
    const result = judgeGate(gate, measures);
    if (result.holds) continue;
    const cause = result.unknown.length > 0 ? `cannot be known yet` : 'does not hold';
    await hold(context, { id, wave, by, why: `The gate of wave ${wave} ${cause}: ${gate} (${result.found})` });
    return false;
  }
  return true;
}

async function hold(
  context: Context,
  { id, wave, by, why }: { id: string; wave: number; by: string; why: string },
): Promise<void> {
  await context.db.transaction().execute(async (trx) => {
    const campaign = await requireCampaign(trx, context, id, true);
    await moveCampaign(context, trx, campaign, 'pause', { by, why });
    await writeWaveState(trx, id, wave, 'held');
  });
}

async function* readTargets(
  { warehouse, signal }: { warehouse: Warehouse; signal: AbortSignal },
  { campaign, wave }: { campaign: string; wave: number },
  after: number,
): AsyncGenerator<readonly Target[]> {
  yield* warehouse.stream<Target>(
    statement(
      `select customer_key, customer_id, org_unit_id, arm, offer, channel, person_id, toString(day) as day from campaign_target
       where campaign = {campaign:String} and wave = {wave:UInt16} and status = 'scheduled' and customer_key > {after:UInt32}
       order by customer_key`,
      { campaign, wave, after },
    ),
    { signal, settings: { max_block_size: rowsPerBatch } },
  );
}

/** Batches of one size, however the rows come. */
async function* batchesOf<T>(chunks: AsyncIterable<readonly T[]>): AsyncGenerator<readonly T[]> {
  let rest: T[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    if (rest.length > 0) {
      start = rowsPerBatch - rest.length;
      rest.push(...chunk.slice(0, start));
      if (rest.length < rowsPerBatch) continue;
      yield rest;
    }
    for (; start + rowsPerBatch <= chunk.length; start += rowsPerBatch) yield chunk.slice(start, start + rowsPerBatch);
    rest = chunk.slice(start);
  }
  if (rest.length > 0) yield rest;
}

/** Has the next batch fetched while one is worked on. */
async function* readAhead<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = batches.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = batches.next();
      // Its failure is thrown when its turn comes, not as an unhandled one before.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await batches.return(undefined);
  }
}

interface Batch {
  readonly campaign: StoredCampaign;
  readonly wave: number;
  readonly from: number;
  readonly batch: readonly Target[];
}

class NotOurs extends Error {}

/** One batch, whole or not at all. Whoever asked for peace since the schedule was made is left out, and counted. */
async function releaseBatch(
  context: Context,
  ports: CampaignPorts,
  trx: Db,
  { campaign, wave, from, batch }: Batch,
): Promise<'done' | 'not running'> {
  const now = await trx
    .selectFrom('campaign')
    .select('state')
    .where('id', '=', campaign.id)
    .forShare()
    .executeTakeFirst();
  if (now?.state !== 'running') return 'not running';
  const refusals = await refusalsAmong(
    trx,
    batch.map((target) => target.customer_key),
  );
  const open = batch.filter((target) => !forbids(refusals.get(target.customer_key), target.channel));
  const to = batch.at(-1)?.customer_key ?? from;
  if (
    !(await moveCursor(trx, campaign.id, wave, {
      from,
      to,
      released: open.length,
      refused: batch.length - open.length,
    }))
  ) {
    throw new NotOurs(`The cursor of ${campaign.id}, wave ${wave}, is not at ${from}: another worker has moved it`);
  }
  const releasedAt = context.clock.now();
  const dueDays = campaign.file.work_order.due_days;
  const orders = open.filter((target) => isHuman(target.channel)).map((target) => toWorkOrder(target, wave, dueDays));
  const messages = open
    .filter((target) => !isHuman(target.channel))
    .map((target) => toMessage(target, campaign.id, wave));
  const made =
    (orders.length === 0
      ? 0
      : await ports.workOrders.create(trx, { id: campaign.id, version: campaign.version, releasedAt }, orders)) +
    (await planMessages(trx, releasedAt, messages));
  if (made !== open.length)
    throw new Error(`Of ${open.length} targets of ${campaign.id} only ${made} became work orders or messages`);
  return 'done';
}

function toWorkOrder(target: Target, wave: number, dueDays: number): NewWorkOrder {
  return {
    customerKey: target.customer_key,
    customerId: target.customer_id,
    orgUnitId: target.org_unit_id,
    personId: target.person_id === '' ? null : target.person_id,
    channel: target.channel,
    offerId: target.offer,
    arm: target.arm,
    wave,
    day: target.day,
    dueOn: addDays(target.day, dueDays),
  };
}

function toMessage(target: Target, campaign: string, wave: number): NewMessage {
  return {
    campaign,
    customerKey: target.customer_key,
    customerId: target.customer_id,
    orgUnitId: target.org_unit_id,
    channel: target.channel,
    offer: target.offer,
    arm: target.arm,
    wave,
    day: target.day,
  };
}

async function endedEarly(
  { db }: Context,
  { campaign, wave }: { campaign: string; wave: number },
  stopped: string,
): Promise<Released> {
  const own = (await readWaves(db, campaign)).find((of) => of.wave === wave);
  return { released: own?.released ?? 0, refused: own?.refused ?? 0, stopped };
}

async function finish(context: Context, { campaign: id, wave }: { campaign: string; wave: number }): Promise<Released> {
  return context.db.transaction().execute(async (trx) => {
    const campaign = await requireCampaign(trx, context, id, true);
    const own = (await readWaves(trx, id, true)).find((of) => of.wave === wave);
    if (!own) throw new Error(`Wave ${wave} of ${id} has gone`);
    await writeWaveState(trx, id, wave, 'released');
    await tell(context, trx, { id, owner: campaign.owner, state: campaign.state, wave });
    return { released: own.released, refused: own.refused, stopped: null };
  });
}
