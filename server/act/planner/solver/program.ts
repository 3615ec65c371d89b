import highsModule from 'highs';

/** A linear program with whole-number columns, to be maximised. Columns lie between 0 and their upper bound. */
export interface Program {
  readonly gain: number[];
  readonly upper: number[];
  readonly whole: boolean[];
  readonly rows: { readonly low: number; readonly high: number; readonly at: number[]; readonly by: number[] }[];
}

export interface ProgramAnswer {
  readonly solved: boolean;
  /** Undefined when no solution was found. */
  readonly values: Float64Array | undefined;
  /** No solution is worth more; Infinity when nothing is known. */
  readonly bound: number;
  readonly infeasible: boolean;
  /** What one more of each row's bound is worth; of the relaxation only. */
  readonly rowPrice: Float64Array | undefined;
}

export interface ProgramOptions {
  /** Leaves out that columns are whole. */
  readonly relaxed?: boolean;
  /** Branch-and-bound nodes; a count and not a time, so that the answer is the same on every machine. */
  readonly nodes?: number;
  readonly start?: Float64Array;
}

// The package's types describe its CommonJS face; what an import gives is the loader itself.
const loadHighs = highsModule as unknown as typeof highsModule.default;
let loading: ReturnType<typeof loadHighs> | undefined;

/** Solves with HiGHS, in this thread. */
export async function solveProgram(program: Program, options: ProgramOptions = {}): Promise<ProgramAnswer> {
  if (program.gain.length === 0) return nothingToChoose(program);
  loading ??= loadHighs();
  const highs = await loading;
  const columns = program.gain.length;
  const model = highs.createModel({
    numCols: columns,
    numRows: program.rows.length,
    colCost: program.gain.map((gain) => -gain),
    colLower: new Float64Array(columns),
    colUpper: program.upper.map((upper) => (upper === Infinity ? highs.infinity : upper)),
    rowLower: program.rows.map(({ low }) => (low === -Infinity ? -highs.infinity : low)),
    rowUpper: program.rows.map(({ high }) => (high === Infinity ? highs.infinity : high)),
    matrix: matrixOf(program),
    ...(!options.relaxed && { integrality: Int32Array.from(program.whole, (whole) => (whole ? 1 : 0)) }),
  });
  try {
    model.options.set({ output_flag: false, mip_rel_gap: 1e-9, mip_abs_gap: 1e-9 });
    if (options.nodes !== undefined) model.options.set({ mip_max_nodes: options.nodes });
    if (options.start) model.setSolution({ colValue: options.start });
    model.run();
    const status = model.getModelStatus();
    const { modelStatus } = highs.constants;
    const solved = status === modelStatus.optimal;
    const found = solved || (!options.relaxed && Number(model.info.get('primal_solution_status')) === 2);
    const solution = found ? model.getSolution() : undefined;
    const bound = options.relaxed
      ? solved
        ? -model.getObjectiveValue()
        : Infinity
      : -Number(model.info.get('mip_dual_bound'));
    return {
      solved,
      values: solution && Float64Array.from(solution.colValue),
      bound: Number.isFinite(bound) ? bound + 1e-7 * (1 + Math.abs(bound)) : Infinity,
      infeasible: status === modelStatus.infeasible,
      rowPrice: options.relaxed && solution ? Float64Array.from(solution.rowDual, (price) => -price) : undefined,
    };
  } finally {
    model.dispose();
  }
}

/** A program without columns, which HiGHS takes no solution for: it is worth nothing, and holds where its rows allow 0. */
function nothingToChoose({ rows }: Program): ProgramAnswer {
  const isPossible = rows.every(({ low, high }) => low <= 0 && high >= 0);
  return {
    solved: isPossible,
    values: isPossible ? new Float64Array(0) : undefined,
    bound: isPossible ? 0 : Infinity,
    infeasible: !isPossible,
    rowPrice: isPossible ? new Float64Array(rows.length) : undefined,
  };
}

function matrixOf({ rows, gain }: Program) {
  const starts = new Int32Array(rows.length + 1);
  let total = 0;
  for (const [i, row] of rows.entries()) {
    total += row.at.length;
    starts[i + 1] = total;
  }
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  for (const [i, row] of rows.entries()) {
    indices.set(row.at, starts[i]);
    values.set(row.by, starts[i]);
  }
  return { format: 'csr' as const, numRows: rows.length, numCols: gain.length, starts, indices, values };
}
