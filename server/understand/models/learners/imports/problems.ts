import { Problem } from '#contract';

/** Gathers what stands against a model made elsewhere, each with its place in the file. */
export class ImportProblems {
  readonly #found: { code: string; place: string; message: string }[] = [];
  readonly #format: string;

  constructor(format: string) {
    this.#format = format;
  }

  report(code: string, place: string, message: string): void {
    if (this.#found.length < 100) this.#found.push({ code, place, message });
  }

  /** @throws Problem where something was found */
  throwIfAny(): void {
    const [first] = this.#found;
    if (!first) return;
    throw new Problem('invalid', 'bad-model', `This ${this.#format} model cannot be taken over.`, {
      problems: this.#found,
    });
  }
}
