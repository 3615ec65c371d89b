import { consult } from '../query/oracle.ts';

/** 20,000 random rules by default: bench/oracle.ts [rules] [customers] [seed]. Exit code 1 when the engine and the meaning disagree. */
const [rules = 20_000, customers = 200, seed = 1] = process.argv.slice(2).map(Number);
const started = performance.now();
const result = consult({ rules, customers, seed });
const seconds = (performance.now() - started) / 1000;
console.log(`rules                     ${result.rules}`);
console.log(`customers                 ${result.customers}`);
console.log(`tell customers apart      ${((100 * result.telling) / result.rules).toFixed(1)} %`);
console.log(`disagreements             ${result.disagreements.length}`);
console.log(`seconds                   ${seconds.toFixed(1)}  (${(result.rules / seconds).toFixed(0)} rules/s)`);
for (const disagreement of result.disagreements.slice(0, 10)) console.log(`\n${disagreement}`);
process.exitCode = result.disagreements.length > 0 ? 1 : 0;
