import { type Block, numbered, places, placesOf } from '#platform/warehouse';
import { GrowingRows } from './growing.ts';
import { type Market, reasons, takenBy } from './market.ts';
import { notePromises } from './promises.ts';
import { addWays, newCandidates, poolFor, simpleWay, type Terms, termsOf } from './ways.ts';
import { type Window, windowOf } from './windows.ts';

/*
 *   targets, one by one ─▶ each with every offer it is eligible for × every open channel × whose minutes that takes
 *
 * One pass over the stream; what is kept is numbers in columns.
 */

export interface Gathered {
  readonly targets: {
    readonly count: number;
    readonly key: Uint32Array;
    readonly customer: Uint32Array;
    readonly campaign: Uint16Array;
    readonly unit: Uint32Array;
    readonly turn: Float64Array;
    /** Place in the calendar's windows of its campaign; 65535 for none. */
    readonly window: Uint16Array;
    readonly reason: Uint8Array;
    /** Place in `takenBy`. */
    readonly taken: Uint8Array;
    /** Candidates of target t are rows start[t] up to start[t + 1]. */
    readonly start: Uint32Array;
    /** What the simple rule would do, by place in the file; 255 where it could do nothing. */
    readonly simpleOffer: Uint8Array;
    readonly simpleChannel: Uint8Array;
  };
  readonly candidates: {
    readonly count: number;
    readonly target: Uint32Array;
    /** Places in the campaign's file. */
    readonly offer: Uint8Array;
    readonly channel: Uint8Array;
    /** Worker × stretch; -1 for nobody's minutes. */
    readonly person: Int32Array;
    readonly stretch: Uint16Array;
    readonly pool: Uint8Array;
    readonly minutes: Int32Array;
    /** In fen: the contact, and the reward that is to be expected. */
    readonly cost: Int32Array;
    /** In yuan. */
    readonly gain: Float64Array;
    readonly chance: Float64Array;
    /** Day + 1 of what was promised before; 0 for all others. */
    readonly promised: Uint16Array;
  };
  /** Promises that are of no candidate any more. */
  readonly promisesGone: number;
  readonly customers: number;
  /** By customer: the household's number, -1 for none. */
  readonly household: Int32Array;
  readonly units: readonly string[];
}

/**
 * Reads targets in the order of customers, as `targetsToPlace` gives them. Candidates that cost more than they bring are left
 * out, unless a minimum may want them.
 * @param withPromises whether the targets come with what was promised to them
 */
export async function gather(market: Market, stream: AsyncIterable<Block>, withPromises: boolean): Promise<Gathered> {
  const { workers } = market;
  const known = new Known(market);
  const targets = newTargets();
  const candidates = newCandidates();
  const pools = Map.groupBy(workers.keys(), (i) => workers[i]!.unit);
  let promisesGone = 0;
  for await (const block of stream) {
    const first = targets.add(block.rows);
    const { columns } = targets;
    known.fill(columns, first, block);
    const [unit, key] = [block.texts('org_unit_id'), block.numbers('customer_key')];
    const [chances, open, channelTurn] = [block.lists('chances'), block.lists('open'), block.numbers('channel_turn')];
    const poolOf = unit.values.map((name) => pools.get(name) ?? []);
    const ownerOf = places(block.texts('manager_id'), known.workers);
    for (let row = 0; row < block.rows; row++) {
      const target = first + row;
      columns.start[target] = candidates.length;
      const terms = known.terms[columns.campaign[target]!]!;
      const window = terms.windows[columns.window[target]!];
      const possible = { chances, open, row };
      const simple = simpleWay(possible, terms, channelTurn[row]!);
      columns.simpleOffer[target] = simple.offer;
      columns.simpleChannel[target] = simple.channel;
      if (!window) columns.reason[target] = reasons.indexOf('wave-over');
      else if (columns.taken[target]! > 0) columns.reason[target] = reasons.indexOf('crowded-out');
      else {
        const owner = ownerOf[row]!;
        const people = owner < 0 ? poolFor(poolOf[unit.codes[row]!]!, key[row]!) : [owner];
        const who = { window, people, pool: owner < 0, market };
        columns.reason[target] = addWays(candidates, target, possible, terms, who);
      }
    }
    if (withPromises)
      promisesGone += notePromises(block, market, { first, end: candidates.length }, [columns, candidates.columns]);
  }
  const { start, ...others } = targets.done();
  return {
    targets: { count: targets.length, ...others, start: withEnd(start, candidates.length) },
    candidates: { count: candidates.length, ...candidates.done() },
    promisesGone,
    customers: known.customers,
    household: known.household(),
    units: known.units(),
  };
}

const newTargets = () =>
  new GrowingRows({
    key: Uint32Array,
    customer: Uint32Array,
    campaign: Uint16Array,
    unit: Uint32Array,
    turn: Float64Array,
    window: Uint16Array,
    reason: Uint8Array,
    taken: Uint8Array,
    start: Uint32Array,
    simpleOffer: Uint8Array,
    simpleChannel: Uint8Array,
  });
type TargetColumns = ReturnType<typeof newTargets>['columns'];

function withEnd(start: Uint32Array, end: number): Uint32Array {
  const all = new Uint32Array(start.length + 1);
  all.set(start);
  all[start.length] = end;
  return all;
}

const noWindow = 65_535;

/** What has been met so far of units, households and customers, and where everything of the campaigns has its place. */
class Known {
  customers = 0;
  readonly workers: ReadonlyMap<string, number>;
  readonly terms: readonly Terms[];
  readonly #campaigns: ReadonlyMap<string, number>;
  readonly #units = new Map<string, number>();
  readonly #households = new Map<string, number>();
  readonly #householdOf = new GrowingRows({ household: Int32Array });
  #lastKey = -1;

  constructor(market: Market) {
    this.workers = placesOf(market.workers, ({ id }) => id);
    this.#campaigns = placesOf(market.campaigns, ({ campaign }) => campaign);
    this.terms = market.campaigns.map((campaign, i) => termsOf(campaign, market, i));
  }

  /** Everything of a block's targets but their reasons and where their candidates begin. */
  fill(columns: TargetColumns, first: number, block: Block): void {
    const [key, wave] = [block.numbers('customer_key'), block.numbers('drawn_wave')];
    columns.key.set(key, first);
    columns.turn.set(block.numbers('turn'), first);
    const campaign = places(block.texts('campaign'), this.#campaigns);
    columns.campaign.set(campaign, first);
    columns.taken.set(places(block.texts('taken'), takenPlaces), first);
    columns.unit.set(numbered(block.texts('org_unit_id'), this.#units), first);
    const household = numbered(block.texts('household_id'), this.#households);
    const windowOfWave = this.terms.map(({ windows }) => windowsByWave(windows));
    for (let row = 0; row < block.rows; row++) {
      const target = first + row;
      columns.window[target] = windowOfWave[campaign[row]!]!(wave[row]!);
      if (key[row] !== this.#lastKey) {
        this.#lastKey = key[row]!;
        this.customers++;
        const at = this.#householdOf.add(1);
        this.#householdOf.columns.household[at] = household[row]!;
      }
      columns.customer[target] = this.customers - 1;
    }
  }

  household = (): Int32Array => this.#householdOf.done().household;
  units = (): string[] => [...this.#units.keys()];
}

const takenPlaces: ReadonlyMap<string, number> = placesOf(takenBy, (name) => name);

/** The place of the window in which a wave's targets are contacted. */
function windowsByWave(windows: readonly Window[]): (wave: number) => number {
  const known = new Map<number, number>();
  return (wave) => {
    let found = known.get(wave);
    if (found !== undefined) return found;
    const window = windowOf(windows, wave);
    known.set(wave, (found = window ? windows.indexOf(window) : noWindow));
    return found;
  };
}
