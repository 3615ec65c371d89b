import {
  candidateCount,
  gatherCrew,
  type Instance,
  layOut,
  rehearse,
  replan,
  shared,
  solve,
  solveProgram,
} from '#act/planner';
import { greedy, randomChunks } from './baselines.ts';
import { market, type MarketSize } from './market.ts';

/** One market in a process of its own: solved, compared, and replanned. Its answer is one line of JSON. */
const size = JSON.parse(process.argv[2] ?? '{}') as MarketSize & { threads: number; compare: boolean };
const instance = market(size);
const generatedMb = process.resourceUsage().maxRSS / 1024;
const [started, cpu] = [performance.now(), process.cpuUsage()];
const crew = gatherCrew(instance, size.threads);
const solution = await solve(instance, { threads: size.threads, crew });
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(cpu);
const peakMb = process.resourceUsage().maxRSS / 1024;
const { value, bound, contacts } = solution;

// As the product does once when its first plan has been made and nobody waits.
const { seconds: rehearsed } = await timed(() => rehearse(instance, solution, { crew }));
// Five people and five offers.
const replans: Replan[][] = [[], []];
for (let i = 0; i < 5; i++) {
  replans[0]!.push(await replanned(withoutPerson(instance, Math.floor((i * instance.people.count) / 5))));
  replans[1]!.push(await replanned(withoutOffer(instance, size, i)));
}
await crew.close();
const { gain, minutes } = instance;
const baselines = size.compare
  ? {
      byGain: greedy(instance, (c) => gain[c]!),
      byGainPerMinute: greedy(instance, (c) => gain[c]! / Math.max(1, minutes[c]!)),
      chunks: await randomChunks(instance, 7),
      linear: await linear(),
    }
  : undefined;
console.log(
  JSON.stringify({
    candidates: candidateCount(instance),
    value,
    bound,
    gap: (bound - value) / bound,
    contacts,
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    generatedMb,
    peakMb,
    rehearsed,
    replans,
    baselines,
  }),
);

export interface Replan {
  readonly share: number;
  readonly cpuShare: number;
  readonly lost: number;
  readonly keptShare: number;
  readonly gap: number;
}

async function replanned(changed: Instance): Promise<Replan> {
  // The new plan takes the place of the promises.
  const dayOf = shared.uint16(solution.dayOf.length);
  dayOf.set(solution.dayOf);
  const {
    answer,
    seconds: took,
    cpuSeconds,
  } = await timed(() =>
    replan(changed, { ...solution, dayOf, instance }, { threads: size.threads, stability: 5, crew }),
  );
  return {
    share: took / seconds,
    cpuShare: cpuSeconds / ((used.user + used.system) / 1e6),
    lost: answer.lost,
    keptShare: answer.kept / Math.max(1, answer.kept + answer.broken),
    gap: (answer.bound - answer.value) / answer.bound,
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ answer: T; seconds: number; cpuSeconds: number }> {
  const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
  const answer = await work();
  const { user, system } = process.cpuUsage(cpuFrom);
  return { answer, seconds: (performance.now() - from) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function withoutPerson(of: Instance, person: number): Instance {
  const minutes = of.people.minutes.slice();
  minutes.fill(0, of.people.dayStart[person], of.people.dayStart[person + 1]);
  return { ...of, people: { ...of.people, minutes } };
}

/** Closes one of the offers that the plan uses most: 0 is the first of them. */
function withoutOffer(of: Instance, { channels, offers }: MarketSize, place: number): Instance {
  const uses = new Float64Array(offers);
  for (let c = 0; c < solution.dayOf.length; c++)
    if (solution.dayOf[c]! > 0) uses[Math.floor(of.kind[c]! / channels)]!++;
  const bound = of.limits.bound.slice();
  const byUse = Array.from(uses.keys()).sort((a, b) => uses[b]! - uses[a]!);
  bound[channels + byUse[place]!] = 0;
  return { ...of, limits: { ...of.limits, bound } };
}

/** The linear relaxation with days, whole, by HiGHS. */
async function linear(): Promise<{ bound: number; seconds: number } | undefined> {
  if (candidateCount(instance) > 250_000) return undefined;
  const { answer, seconds: took } = await timed(async () => {
    const { program } = layOut(instance, Array.from(gain.keys()));
    return solveProgram(program, { relaxed: true });
  });
  return { bound: answer.bound, seconds: took };
}
