import { Problem } from '#contract';

/** Wrong usage: exit code 2 and a sentence that helps. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Output {
  /** True with --json: one JSON document on standard output, everything else on standard error. */
  readonly json: boolean;
  /** The answer of the command: the document with --json, else the text. */
  readonly result: (document: unknown, text: () => string) => void;
  /** A line for people, on standard error. */
  readonly note: (text: string) => void;
  /** How far a long action is; rewrites its line on a terminal. */
  readonly progress: (fraction: number, message: string) => void;
}

export function createOutput(json: boolean): Output {
  let lastShare = -10;
  let open = false;
  const endLine = () => {
    if (open) process.stderr.write('\n');
    open = false;
  };
  return {
    json,
    result(document, text) {
      endLine();
      process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${text()}\n`);
    },
    note(text) {
      endLine();
      process.stderr.write(`${text}\n`);
    },
    progress(fraction, message) {
      const share = Math.floor(Math.min(1, Math.max(0, fraction)) * 100);
      if (process.stderr.isTTY) {
        const bar = '█'.repeat(Math.round(share / 4)).padEnd(25, '░');
        process.stderr.write(`\r\u001B[2K${bar} ${String(share).padStart(3)}% ${message}`);
        open = true;
      } else if (share >= lastShare + 10 || share < lastShare) {
        process.stderr.write(`${String(share).padStart(3)}% ${message}\n`);
        lastShare = share;
      }
    },
  };
}

/** What went wrong, where, and what to do: one line for the whole, one for each single thing. */
export function describeError(error: unknown): string {
  if (error instanceof Problem) {
    const lines = error.problems
      .filter((detail) => detail.message !== error.message)
      .map(
        (detail) =>
          `  ${detail.place}: ${detail.message}${detail.suggestion ? ` Did you mean ${detail.suggestion}?` : ''}`,
      );
    const incident = error.parameters['incident'];
    return [error.message + (incident ? ` Incident ${incident as string}.` : ''), ...lines].join('\n');
  }
  return error instanceof Error ? error.message : String(error);
}

export function errorDocument(error: unknown): unknown {
  if (error instanceof Problem) {
    return {
      error: { code: error.code, message: error.message, parameters: error.parameters, problems: error.problems },
    };
  }
  return { error: { code: error instanceof UsageError ? 'usage' : 'failed', message: describeError(error) } };
}
