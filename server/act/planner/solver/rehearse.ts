import { acceptOffers } from './accept.ts';
import { areAlike } from './alike.ts';
import { blocksOf } from './build.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { roughScales, scalesOf } from './descent.ts';
import { contactsIn, type Instance, type Prices, shared } from './instance.ts';
import { openLedger } from './ledger.ts';
import { type Promised, replan } from './replan.ts';
import { askForReuse } from './reuse.ts';
import { greatestGain } from './seek-prices.ts';

/*
 * Code that has never run is slow: the first change of a plan would take two or three times as long as the next. So when a
 * plan has been made and nobody waits, changes of a small part of it are planned and thrown away.
 */

/** So many units are enough, and so many rounds: then nearly all that a change runs is compiled. */
const unitsOfPart = 4000;
const usualRounds = 4;
/** People who are away, and limits that are closed, in each round. */
const changesOfRound = 2;
/** So often everybody's days are filled: until the innermost loops are compiled as well as they can be. */
const fillings = 60;

export interface RehearsalOptions {
  /** Threads that are at work on the instance; they are left as they were found. */
  readonly crew?: Crew | undefined;
  /** Where there is no crew, how many work at once. */
  readonly threads?: number;
  readonly rounds?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Plans changes of a part of a plan and throws them away.
 * @returns how many changes were planned; none where nothing can change
 */
export async function rehearse(
  instance: Instance,
  { dayOf, prices }: Pick<Promised, 'dayOf' | 'prices'>,
  { crew: borrowed, threads = 1, rounds = usualRounds, signal }: RehearsalOptions = {},
): Promise<number> {
  const part = partOf(instance);
  if (part.units === 0) return 0;
  const crew = borrowed ?? gatherCrew(part, threads);
  const promised = dayOf.slice(0, part.kind.length);
  const stability = 0.1 * scalesOf(part).gain;
  // Looked for once in a market.
  for (const look of [greatestGain, areAlike, roughScales]) look(instance);
  let planned = 0;
  try {
    for (let round = 0; round < rounds; round++)
      for (const changed of changesOf(part, round)) {
        if (signal?.aborted) return planned;
        const before = { dayOf: promised.slice(), prices, instance: part, priceBound: 0 };
        await replan(changed, before, { threads: 1, stability, crew });
        planned++;
        await others();
      }
    await fillAgain(crew, part, promised, { prices, stability, signal });
    return planned;
  } finally {
    crew.turnTo(instance, dayOf);
    if (!borrowed) await crew.close();
  }
}

/** Of the promises every so many falls: as many as where a much-used offer is closed. */
const falling = 3;

/** What is done in a change where many promises fall, so often that its innermost loops are compiled too. */
async function fillAgain(
  crew: Crew,
  part: Instance,
  promised: Uint16Array,
  { prices, stability, signal }: { prices: Prices; stability: number; signal: AbortSignal | undefined },
): Promise<void> {
  const dayOf = shared.uint16(promised.length);
  dayOf.set(promised);
  for (const [i, c] of contactsIn(promised).entries()) if (i % falling === 0) dayOf[c] = 0;
  crew.turnTo(part, dayOf);
  const left = openLedger(part, dayOf);
  const minutes = shared.float64(left.minutesLeft.length);
  minutes.set(left.minutesLeft.map((free) => Math.max(0, free)));
  for (let i = 0; i < fillings; i++) {
    if (signal?.aborted) return;
    // Worth nothing, many promises are given up for something better: that must have been seen, too.
    const offers = await crew.refill(prices, { left: minutes, stability: i % 2 === 0 ? stability : 0 });
    acceptOffers(openLedger(part, dayOf.slice()), offers, part.units);
    await crew.reuse(prices, askForReuse(left, stability));
    await others();
  }
}

/** Others have their turn: nothing here takes more than some milliseconds at a time. */
const others = () => new Promise((resolve) => setImmediate(resolve));

/** The customers of the first people, or nobody's, and of everything shared what is theirs by number. */
function partOf(instance: Instance): Instance {
  const { blocks, people, unitStart, limits, channelDay } = instance;
  let last = 0;
  while (last < blocks.count && blocks.start[last]! < unitsOfPart) last++;
  const units = blocks.start[last]!;
  const count = unitStart[units]!;
  const share = units / Math.max(1, instance.units);
  const blockStart = new Uint32Array(people.count + 2).fill(units);
  blockStart.set(blocks.start.subarray(0, Math.min(last, people.count + 1)));
  const part = {
    ...instance,
    units,
    unitStart: unitStart.subarray(0, units + 1),
    unitLimit: instance.unitLimit.subarray(0, units),
    gain: instance.gain.subarray(0, count),
    kind: instance.kind.subarray(0, count),
    cost: instance.cost.subarray(0, count),
    minutes: instance.minutes.subarray(0, count),
    person: instance.person.subarray(0, count),
    channelDay: channelDay.map((capacity) => Math.ceil(capacity * share)),
    limits: { ...limits, bound: limits.bound.map((bound) => Math.ceil(bound * share)) },
  };
  return { ...part, blocks: blocksOf(part, blockStart) };
}

/** Somebody is away, or one of what is limited by number is closed; others in each round. */
function* changesOf(part: Instance, round: number): Generator<Instance> {
  const { people, limits, blocks } = part;
  const present = Array.from(blocks.person).filter(
    (p, block) => p >= 0 && blocks.start[block]! < blocks.start[block + 1]!,
  );
  const open = Array.from(limits.bound.keys()).filter(
    (i) => limits.sign[i]! > 0 && !limits.ofCost[i] && limits.channel[i]! < 0 && limits.bound[i]! > 0,
  );
  for (let i = round * changesOfRound; i < (round + 1) * changesOfRound; i++) {
    if (present.length > 0) {
      const person = present[i % present.length]!;
      const minutes = people.minutes.slice();
      minutes.fill(0, people.dayStart[person], people.dayStart[person + 1]);
      yield { ...part, people: { ...people, minutes } };
    }
    if (open.length === 0) continue;
    const bound = limits.bound.slice();
    bound[open[i % open.length]!] = 0;
    yield { ...part, limits: { ...limits, bound } };
  }
}
