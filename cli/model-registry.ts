import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command } from 'commander';
import { TrainingInput, type ModelReport, type ModelVersion } from '#contract';
import { finished, withConnection, type Connection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly why?: string;
  readonly version?: string;
  readonly challenger?: boolean;
  readonly out?: string;
  readonly target?: string;
  readonly months?: string;
  readonly offers?: string;
  readonly product?: string;
  readonly daysLate?: string;
  readonly rule?: string;
  readonly campaign?: string;
  readonly population?: string;
  readonly exclude?: string;
  readonly learner?: string;
  readonly seed?: string;
}
/** Looks at how the command was used, before anything is opened; then does it. */
type Work = (id: string, options: Options) => (connection: Connection, output: Output) => Promise<void>;

/** The models of an installation; `model train|score|import`, which need none, stand beside them. */
export function modelRegistryCommands(program: Command, ports: CliPorts): void {
  const model =
    program.commands.find((command) => command.name() === 'model') ??
    program.command('model').description('models of what customers will do');
  const add = (usage: string, description: string, work: Work) =>
    model
      .command(usage)
      .description(description)
      .action(async (...given: unknown[]) => {
        const [id, options] = given.length > 2 ? (given as [string, Options]) : ['', given[0] as Options];
        const output = createOutput(options.json === true);
        const act = work(id, options);
        await withConnection(ports, { data: resolve(options.data), as: options.as }, (connection) =>
          act(connection, output),
        );
      });
  add('list', 'models with their champion and challenger', list);
  add('show <id>', 'one model: versions, history, monitoring', show);
  withTarget(add('learn <id>', 'train a draft version on the customer record', learn));
  withTarget(add('check <id>', 'what a training would learn from, and fields that may know the future', check));
  const ofVersion = (command: Command) => command.option('--version <n>', 'which version (default: the newest)');
  ofVersion(add('report <id>', 'how good a version is, on customers it has not seen', report));
  ofVersion(add('document <id>', 'a version as a file that model score reads', document)).requiredOption(
    '--out <file>',
    'where to write',
  );
  for (const act of ['submit', 'approve', 'reject', 'retire'] as const)
    ofVersion(add(`${act} <id>`, descriptions[act], change(act))).option('--why <text>', 'why');
  ofVersion(add('publish <id>', 'put an approved version to use: every customer is scored', publish))
    .option('--challenger', 'beside the champion instead of in its place')
    .option('--why <text>', 'why');
  add('roll-back <id>', 'put the champion before this one back to use', rollBack).option('--why <text>', 'why');
  add('monitor', 'look at all published models on the newest month', monitor);
}

const descriptions = {
  submit: 'hand a version in for approval',
  approve: 'approve; nobody approves their own (see --as)',
  reject: 'send a version back, with the reason',
  retire: 'take a version out of use',
} as const;

const withTarget = (command: Command): Command =>
  command
    .requiredOption('--target <kind>', 'churn, take-up, product, arrears, value, rule, response, uplift or look-alike')
    .option('--months <n>', 'within how many months (1 to 12)', '3')
    .option('--offers <a,b>', 'of take-up: any of these offers')
    .option('--product <id>', 'of product')
    .option('--days-late <n>', 'of arrears: at least', '10')
    .option('--rule <rule>', 'of rule and look-alike')
    .option('--campaign <id>', 'of response and uplift')
    .option('--population <rule>', 'learn from the customers of this rule')
    .option('--exclude <a,b>', 'fields to leave out')
    .option('--learner <name>', 'trees or scorecard; of uplift x-learner, two-model or class-transformation')
    .option('--seed <n>', 'everything left to chance follows from it', '42');

/** @throws UsageError with everything that is wrong with the options. */
function trainingOf(options: Options): TrainingInput {
  const list = (text: string | undefined) =>
    (text ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
  const { target: kind, learner } = options;
  const read = TrainingInput.safeParse({
    target: {
      kind,
      months: Number(options.months),
      offers: list(options.offers),
      product: options.product,
      daysLate: Number(options.daysLate),
      rule: options.rule,
      campaign: options.campaign,
    },
    ...(options.population !== undefined && { population: options.population }),
    exclude: list(options.exclude),
    ...(learner !== undefined && (kind === 'uplift' ? { upliftLearner: learner } : { learner })),
    seed: Number(options.seed),
  });
  if (read.success) return read.data;
  throw new UsageError(
    read.error.issues.map(({ path, message }) => `${optionOf(String(path.at(-1)))}: ${message}`).join('\n'),
  );
}

const learn: Work = (id, options) => {
  const training = trainingOf(options);
  return async ({ client }, output) => {
    const { job } = await client.trainModel({ params: { id }, body: { training } });
    const made = (await finished(client, job, output)) as { version: number };
    const { version, report: found } = await client.modelReport({ params: { id, version: made.version } });
    output.result({ version, report: found }, () => reportText(version, found));
  };
};

const check: Work = (_, options) => {
  const training = trainingOf(options);
  return async ({ client }, output) => {
    const { job } = await client.checkTraining({ body: training });
    const found = (await finished(client, job, output)) as {
      period: string;
      customers: number;
      positives: number;
      leaks: ModelVersion['leaks'];
    };
    output.result(found, () =>
      [
        `${found.customers.toLocaleString('en-US')} customers of ${found.period}, ${found.positives.toLocaleString('en-US')} with the outcome`,
        ...leakLines(found.leaks),
      ].join('\n'),
    );
  };
};

const list: Work =
  () =>
  async ({ client }, output) => {
    const result = await client.listModels({ query: {} });
    output.result(result, () =>
      table(
        ['model', 'name', 'champion', 'challenger', 'quality', 'alarms'],
        result.items.map((model) => [
          model.id,
          model.name.en,
          model.champion,
          model.challenger,
          qualityText(model.championVersion),
          model.alarms,
        ]),
      ),
    );
  };

const show: Work =
  (id) =>
  async ({ client }, output) => {
    const model = await client.readModel({ params: { id } });
    output.result(model, () =>
      [
        `${model.name.en} (${model.id}), owned by ${model.owner}`,
        table(
          ['version', 'state', 'learner', 'month', 'quality', 'made by', 'approved by'],
          model.versions.map((one) => [
            one.version,
            one.state,
            one.learner,
            one.training?.period ?? '–',
            qualityText(one),
            one.createdBy,
            one.decidedBy,
          ]),
        ),
        ...model.usedBy.map(({ kind, id: of }) => `read by ${kind} ${of}`),
        ...(model.usedElsewhere > 0 ? [`read by ${model.usedElsewhere} rules outside your territory`] : []),
        ...model.monitoring.flatMap(({ period, version, alarms }) =>
          alarms.map(({ words }) => `! ${period} v${version}: ${words.en}`),
        ),
      ].join('\n'),
    );
  };

/** The version asked for, or the newest. */
async function versionOf({ client }: Connection, id: string, { version }: Options): Promise<number> {
  if (version !== undefined) {
    if (!/^[1-9]\d*$/.test(version)) throw new UsageError(`--version takes a number from 1, not “${version}”.`);
    return Number(version);
  }
  const { versions } = await client.readModel({ params: { id } });
  return Math.max(0, ...versions.map((one) => one.version));
}

const report: Work = (id, options) => async (connection, output) => {
  const version = await versionOf(connection, id, options);
  const found = await connection.client.modelReport({ params: { id, version } });
  output.result(found, () => reportText(found.version, found.report));
};

const document: Work = (id, options) => async (connection, output) => {
  const version = await versionOf(connection, id, options);
  const found = await connection.client.modelDocument({ params: { id, version } });
  const file = options.out ?? '';
  writeFileSync(file, `${JSON.stringify(found)}\n`);
  output.result({ file: resolve(file), version }, () => `Version ${version} written to ${file}`);
};

const bodyOf = ({ why }: Options) => (why === undefined ? {} : { why });
const told = (output: Output, version: ModelVersion) =>
  output.result(version, () => `${version.model} v${version.version}: ${version.state}`);

const change =
  (act: 'submit' | 'approve' | 'reject' | 'retire'): Work =>
  (id, options) =>
  async (connection, output) => {
    const params = { id, version: await versionOf(connection, id, options) };
    told(output, await connection.client[`${act}Model`]({ params, body: bodyOf(options) }));
  };

const publish: Work = (id, options) => async (connection, output) => {
  const params = { id, version: await versionOf(connection, id, options) };
  const as = options.challenger === true ? 'challenger' : 'champion';
  told(output, await connection.client.publishModel({ params, body: { as, ...bodyOf(options) } }));
};

const rollBack: Work =
  (id, options) =>
  async ({ client }, output) =>
    told(output, await client.rollBackModel({ params: { id }, body: bodyOf(options) }));

const monitor: Work =
  () =>
  async ({ client }, output) => {
    const { job } = await client.monitorModels({ body: {} });
    const result = (await finished(client, job, output)) as { looked: number; alarms: number };
    output.result(result, () => `${result.looked} versions looked at, ${result.alarms} alarms`);
  };

const qualityText = (version: ModelVersion | null): string =>
  version?.quality ? `${version.quality.measure} ${version.quality.value.toFixed(4)}` : '–';

const leakLines = (leaks: ModelVersion['leaks']): string[] =>
  leaks.map(({ field, certainty, words }) => `${certainty === 'sure' ? '!!' : ' !'} ${field}: ${words.en}`);

function reportText(version: ModelVersion, found: ModelReport | null): string {
  const head = `${version.model} v${version.version}, ${version.state}, ${version.learner}`;
  return [head, ...figures(found), ...leakLines(version.leaks)].join('\n');
}

function figures(found: ModelReport | null): string[] {
  if (found === null) return ['There is no report: the model was made elsewhere.'];
  if (found.kind === 'value')
    return [`R² ${found.r2.toFixed(4)}, mean absolute error ${found.meanAbsoluteError.toFixed(2)}`];
  if (found.kind === 'prediction')
    return [
      `Area under the ROC curve ${found.auc.estimate.toFixed(4)} (${found.auc.low.toFixed(4)} to ${found.auc.high.toFixed(4)}), Brier score ${found.brier.toFixed(4)}; chances ${found.correction === 'none' ? 'as they were learnt' : `corrected (${found.correction})`}`,
      table(
        ['tenth', 'customers', 'with the outcome', 'lift', 'found so far'],
        found.deciles.map((one) => [
          one.decile,
          one.customers,
          one.positives,
          one.lift.toFixed(2),
          one.gain.toFixed(3),
        ]),
      ),
    ];
  return [
    ...found.arms.map(
      ({ arm, qini, qiniOfResponse, effect }) =>
        `${arm}: effect ${effect.estimate.toFixed(5)}, Qini ${qini.estimate.toFixed(5)} (${qini.low.toFixed(5)} to ${qini.high.toFixed(5)}), by response ${qiniOfResponse.toFixed(5)}`,
    ),
    table(
      ['group', 'customers', 'uplift', 'from', 'to'],
      found.groups.map(({ group, customers, uplift }) => [
        group,
        customers,
        uplift.estimate.toFixed(5),
        uplift.low.toFixed(5),
        uplift.high.toFixed(5),
      ]),
    ),
  ];
}

/** Where the contract's word is not that of the command line. */
const optionOf = (field: string): string => (field === 'kind' ? '--target' : `--${field}`);
