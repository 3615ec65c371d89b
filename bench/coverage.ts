import { covers, runSeeds } from './seeds/run-seeds.ts';

/** `npm run bench coverage [seeds]`: how many of the lift's 95% intervals hold the planted effect, over 100 seeds. */
const count = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 100);
const wanted = Math.ceil(count * 0.93);
const seeds = Array.from({ length: count }, (_, i) => i + 1);
const percent = (value: number) => `${(value * 100).toFixed(2).padStart(6)}%`;
let covered = 0;
let done = 0;
const results = await runSeeds(seeds, 2, (result) => {
  done++;
  const inside = covers(result, result.planted);
  if (inside) covered++;
  process.stdout.write(
    `seed ${String(result.seed).padStart(3)}  planted ${percent(result.planted)}  lift ${percent(result.estimate)} [${percent(result.low)}, ${percent(result.high)}]` +
      `  ${inside ? 'covers' : 'MISSES'}  ${covered}/${done}  ${result.seconds.toFixed(1)} s\n`,
  );
});
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const bias = mean(results.map((result) => result.estimate - result.planted));
const width = mean(results.map((result) => result.high - result.low));
process.stdout.write(
  `\n${covered} of ${count} intervals cover the planted effect (wanted: ${wanted}). Mean error ${percent(bias)}, mean width ${percent(width)}.\n`,
);
process.exitCode = covered >= wanted ? 0 : 1;
