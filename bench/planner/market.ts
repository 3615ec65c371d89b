import { blocksOf, type Instance, shared, tighten } from '#act/planner';

export interface MarketSize {
  readonly customers: number;
  readonly offers: number;
  readonly channels: number;
  readonly people: number;
  readonly days: number;
  readonly seed: number;
  /** Customers are of so many sorts, within which all are alike; undefined: no two are. */
  readonly sorts?: number | undefined;
}

/** Generates a market straight into the solver's arrays, so that ten million customers need no file. */
export function market(size: MarketSize): Instance {
  const { customers, offers, channels, people, days } = size;
  const random = generator(size.seed);
  const each = offers * channels;
  const count = customers * each;
  const unitStart = shared.uint32(customers + 1);
  for (let u = 0; u <= customers; u++) unitStart[u] = u * each;
  const column = {
    gain: count > 5e7 ? shared.float32(count) : shared.float64(count),
    kind: shared.uint16(count),
    cost: shared.int32(count),
    minutes: shared.uint16(count),
    person: shared.int32(count),
  };
  const blockStart = shareOut(customers, people, random);
  const margin = Array.from({ length: offers }, () => 40 + 160 * random());
  const base = Array.from({ length: offers }, () => 0.02 + 0.1 * random());
  for (let person = 0; person < people; person++)
    for (let unit = blockStart[person]!; unit < blockStart[person + 1]!; unit++) {
      const { keen, travel, talk, taste } = customerOf(size.sorts, random);
      for (let offer = 0; offer < offers; offer++) {
        const likes = Math.min(0.9, base[offer]! * keen * taste(offer));
        for (let channel = 0; channel < channels; channel++) {
          const c = unit * each + offer * channels + channel;
          const [reach, price, minutes] = way(channel, travel, talk);
          column.kind[c] = offer * channels + channel;
          column.minutes[c] = minutes;
          column.person[c] = minutes > 0 ? person : -1;
          const reward = Math.round(likes * reach * 20);
          column.cost[c] = price + reward;
          column.gain[c] = likes * reach * margin[offer]! - price - reward;
        }
      }
    }
  const frame = frameOf(size, random);
  const draft = {
    units: customers,
    unitStart,
    unitLimit: shared.uint16(customers).fill(1),
    ...column,
    ...frame,
    days,
    channels,
    oneEach: true,
  };
  return tighten({ ...draft, blocks: blocksOf(draft, blockStart) });
}

/** How keen a customer is in general and on an offer, and the minutes of a visit and of a call. */
function customerOf(sorts: number | undefined, random: () => number) {
  if (sorts === undefined)
    return {
      keen: Math.exp(0.8 * normal(random)),
      travel: 20 + Math.floor(26 * random()),
      talk: 5 + Math.floor(8 * random()),
      taste: () => Math.exp(0.6 * normal(random)),
    };
  const sort = generator(Math.floor(sorts * random()));
  const [keen, tilt] = [Math.exp(1.6 * sort() - 0.8), sort()];
  return { keen, travel: 30, talk: 8, taste: (offer: number) => 0.5 + ((tilt + offer * 0.618) % 1) };
}

/** How well a channel reaches people, what a contact costs in yuan, and the minutes it takes. */
function way(channel: number, travel: number, talk: number): [reach: number, price: number, minutes: number] {
  if (channel === 0) return [1, 6, travel];
  if (channel === 1) return [0.45, 1, talk];
  return [0.08, 0, 0];
}

/** People have customers of very different number; those of nobody do not occur here. */
function shareOut(customers: number, people: number, random: () => number): Uint32Array {
  const weight = Array.from({ length: people }, () => 0.5 + random());
  const sum = weight.reduce((a, b) => a + b, 0);
  const start = new Uint32Array(people + 2);
  let upto = 0;
  for (let p = 0; p < people; p++) {
    upto += weight[p]!;
    start[p + 1] = p === people - 1 ? customers : Math.round((customers * upto) / sum);
  }
  start[people + 1] = customers;
  return start;
}

function frameOf({ customers, offers, channels, people, days }: MarketSize, random: () => number) {
  const kinds = offers * channels;
  const limits = channels + 2 * offers + 1;
  const [channel, limitStart, limit] = [shared.uint16(kinds), shared.uint32(kinds + 1), shared.uint16(kinds * 4)];
  for (let k = 0; k < kinds; k++) {
    channel[k] = k % channels;
    const offer = Math.floor(k / channels);
    limit.set([k % channels, channels + offer, channels + offers + offer, limits - 1], k * 4);
    limitStart[k + 1] = (k + 1) * 4;
  }
  const bound = shared.float64(limits);
  const ofCost = shared.uint8(limits);
  const channelDay = shared.float64(channels * days);
  const perDay = customers / days;
  for (let c = 0; c < channels; c++)
    channelDay.fill(Math.round(perDay * [0.25, 0.5, 0.3][Math.min(c, 2)]!), c * days, (c + 1) * days);
  for (let o = 0; o < offers; o++) {
    bound[channels + o] = Math.round((customers / offers) * (0.4 + 1.2 * random()));
    bound[channels + offers + o] = Math.round((customers / offers) * (1 + 6 * random()));
    ofCost[channels + offers + o] = 1;
  }
  bound[limits - 1] = customers * 2.2;
  ofCost[limits - 1] = 1;
  const channelOf = shared.int16(limits).fill(-1);
  for (let c = 0; c < channels; c++) channelOf[c] = c;
  return {
    kinds: { count: kinds, channel, group: shared.int32(kinds).fill(-1), limitStart, limit },
    channelDay,
    limits: {
      count: limits,
      sign: shared.int8(limits).fill(1),
      ofCost,
      bound,
      channel: channelOf,
      priceCap: shared.float64(limits).fill(Infinity),
    },
    people: daysOf(people, days, customers / people, random),
  };
}

/** Half of everybody's customers could be visited or called in their minutes; one day in ten is off. */
function daysOf(people: number, days: number, each: number, random: () => number): Instance['people'] {
  const dayStart = shared.uint32(people + 1);
  const day = shared.uint16(people * days);
  const minutes = shared.float64(people * days);
  const usual = Math.max(60, Math.min(480, (each * 12) / days));
  let row = 0;
  for (let p = 0; p < people; p++) {
    const own = Math.round((usual * (0.75 + 0.5 * random())) / 10) * 10;
    for (let d = 0; d < days; d++) {
      if (random() < 0.1) continue;
      day[row] = d;
      minutes[row++] = own;
    }
    dayStart[p + 1] = row;
  }
  return { count: people, dayStart, day: day.subarray(0, row), minutes: minutes.subarray(0, row) };
}

export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
