import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { chanceOf } from '../server/understand/segmentation/clustering/chance.ts';
import { gatherCrew } from '../server/understand/segmentation/clustering/crew.ts';
import { kMeans } from '../server/understand/segmentation/clustering/k-means.ts';
import { sharedFloats } from '../server/understand/segmentation/clustering/points.ts';

/**
 * `npm run bench segments [-- --rows 1000000] [--width 20] [--k 7]`: k-means beside scikit-learn's KMeans (Debian's
 * python3-sklearn, one start of k-means++, as ours runs its restarts on a sample) on the same overlapping groups. Exit code
 * 1 when ours takes more than 20 s, or its sum of squares is more than 1% above scikit-learn's.
 */
const { values: wanted } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    width: { type: 'string', default: '20' },
    k: { type: 'string', default: '7' },
  },
});
const [rows, width, k] = [Number(wanted.rows), Number(wanted.width), Number(wanted.k)];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const values = sharedFloats(rows * width);
const chance = chanceOf(1);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
const centres = Array.from({ length: k * width }, () => 2 * normal());
for (let i = 0; i < rows; i++) {
  const group = Math.floor(chance() * k);
  for (let d = 0; d < width; d++) values[i * width + d] = centres[group * width + d]! + 1.2 * normal();
}

const crew = gatherCrew();
const began = performance.now();
const fit = await kMeans({ rows, width, values }, { k, seed: 1, crew });
const seconds = (performance.now() - began) / 1000;
await crew.close();
say(
  `ours: ${seconds.toFixed(2)} s, ${fit.sweeps} sweeps, sum of squares ${fit.inertia.toPrecision(7)}, ${crew.threads} threads`,
);

const script = `
import sys, time, numpy
from sklearn.cluster import KMeans
x = numpy.frombuffer(sys.stdin.buffer.read(), dtype=numpy.float64).reshape(${rows}, ${width})
began = time.time()
fit = KMeans(${k}, n_init=1, random_state=1).fit(x)
print(time.time() - began, fit.inertia_)
`;
const python = spawnSync('/usr/bin/python3', ['-c', script], {
  input: Buffer.from(values.buffer),
  encoding: 'utf8',
});
const [theirs = Number.NaN, inertia = Number.NaN] = python.stdout?.trim().split(' ').map(Number) ?? [];
if (python.status === 0) {
  say(`scikit-learn: ${theirs.toFixed(2)} s, sum of squares ${inertia.toPrecision(7)}`);
  say(`ratio of time ${(seconds / theirs).toFixed(2)}, of sums of squares ${(fit.inertia / inertia).toFixed(4)}`);
} else say('scikit-learn is not there (/usr/bin/python3 with python3-sklearn): nothing to compare with');
process.exitCode = seconds > 20 || fit.inertia > inertia * 1.01 ? 1 : 0;
