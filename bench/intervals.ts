import { coverage, designs } from './intervals/designs.ts';

/** `npm run bench intervals [experiments]`: how often the 95% intervals hold the truth, over 10,000 simulated experiments of each design. */
const experiments = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 10_000);
let missed = 0;
for (const design of designs) {
  const began = performance.now();
  const share = coverage(design, experiments, 20261122);
  const isReached = design.atAnyLook ? share >= 0.95 : share >= 0.94 && share <= 0.96;
  if (!isReached) missed++;
  process.stdout.write(
    `${design.name.padEnd(40)} ${(100 * share).toFixed(2)}% ${isReached ? 'reached' : 'MISSED'} (wanted: ${design.atAnyLook ? 'at least 95' : '94 to 96'}; ${((performance.now() - began) / 1000).toFixed(1)} s)\n`,
  );
}
process.exitCode = missed === 0 ? 0 : 1;
