import type { Engine } from './engines.ts';
import type { Question } from './questions.ts';

/** What one question took in each engine, in the order of the engines. */
export interface Figure {
  readonly title: string;
  /** Medians, in milliseconds. */
  readonly ms: readonly number[];
  readonly leastMs: readonly number[];
  /** Medians of what the processor worked for engines in this process, in milliseconds; nothing for others. */
  readonly cpuMs: readonly (number | undefined)[];
  /** How many rows the answer has, or customers it has written. */
  readonly answer: string;
}

const warmUps = 2;

/**
 * Asks every engine each question in turn, so that whatever else the machine does falls on all of them alike.
 * What is written is named by the prefix and the run. Answers that differ between engines or runs are a fault.
 */
export async function measure(
  engines: readonly Engine[],
  questions: readonly Question[],
  runs: number,
  prefix: string,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const question of questions) {
    const times: number[][] = engines.map(() => []);
    const work: number[][] = engines.map(() => []);
    let first: string | undefined;
    for (let run = -warmUps; run < runs; run++) {
      for (const [i, engine] of engines.entries()) {
        const name = `${prefix}-${run + warmUps}`;
        const cpuBefore = process.cpuUsage();
        const began = performance.now();
        const answered = await engine.ask(question, name);
        const took = performance.now() - began;
        const cpu = process.cpuUsage(cpuBefore);
        if (run >= 0) {
          times[i]?.push(took);
          work[i]?.push((cpu.user + cpu.system) / 1000);
        }
        const answer = canonical(question.written ? await engine.readWritten(question.written(name)) : answered);
        first ??= answer;
        if (answer !== first)
          throw new Error(
            `${question.title}: ${engine.name} answers ${answer.slice(0, 200)}, not ${first.slice(0, 200)}`,
          );
      }
    }
    figures.push({
      title: question.title,
      ms: times.map(median),
      leastMs: times.map((list) => Math.min(...list)),
      cpuMs: work.map((list, i) => (engines[i]?.inProcess ? median(list) : undefined)),
      answer: shown(first ?? ''),
    });
  }
  return figures;
}

/** The rows in an order of their own, numbers as numbers: engines write 64-bit ones as text or not. */
function canonical(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const cell = (of: unknown): unknown => (typeof of === 'string' && /^\d+$/.test(of) ? Number(of) : of);
  const lines = rows.map((row) =>
    JSON.stringify(Object.entries(row).map(([name, of]) => [name, typeof of === 'bigint' ? String(of) : cell(of)])),
  );
  return lines.toSorted().join('\n');
}

function shown(answer: string): string {
  const lines = answer.split('\n');
  if (lines.length > 1) return `${lines.length} rows`;
  const [[, count] = []] = JSON.parse(lines[0] ?? '[]') as [string, number][];
  return (count ?? 0).toLocaleString('en');
}

function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
