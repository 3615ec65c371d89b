import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Absence, Plan } from '#contract';
import { finished, withConnection, type Connection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly change?: readonly string[];
  readonly replan?: boolean;
  readonly absent?: readonly string[];
  readonly closed?: readonly string[];
  readonly open?: readonly string[];
  readonly stability?: string;
  readonly kind?: string;
  readonly limit?: string;
}
type Work = (connection: Connection, output: Output) => Promise<void>;

/** What is asked of the plans of an installation; `planner solve` needs none. */
export function planCommands(planner: Command, ports: CliPorts): void {
  const connected = async (options: Options, work: Work) =>
    withConnection(ports, { data: resolve(options.data), as: options.as }, (connection) =>
      work(connection, createOutput(options.json === true)),
    );
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  planner
    .command('plan <campaign...>')
    .description('schedule campaigns in one plan: the same people’s days, one contact of them all for a customer')
    .action((campaigns: string[], options: Options) => connected(options, makePlan(campaigns)));
  planner
    .command('show [plan]')
    .description('a plan with its proof; without a name the newest')
    .action((plan: string | undefined, options: Options) => connected(options, showPlan(plan)));
  planner
    .command('prices [plan]')
    .description('what one more unit of each limit is worth, the dearest first')
    .option('--kind <kind>', 'person, channel, offer, offer-budget, budget, …')
    .option('--limit <n>', 'so many', '20')
    .action((plan: string | undefined, options: Options) => {
      const limit = numberOf('--limit', options.limit ?? '');
      return connected(options, prices(plan, { kind: options.kind, limit }));
    });
  planner
    .command('what-if [plan]')
    .description('what a change of limits would bring: from the prices at once, with --replan by planning anew')
    .requiredOption(
      '--change <limit=by>',
      'a limit as `planner prices --json` names it, and by how much; may be repeated',
      collect,
    )
    .option('--replan', 'plan anew and tell what it really brings')
    .action((plan: string | undefined, options: Options) => {
      const changes = changesOf(options.change ?? []);
      return connected(options, whatIf(plan, changes, options.replan === true));
    });
  planner
    .command('replan [plan]')
    .description('plan anew after a change, keeping promises')
    .option('--absent <person:from:to>', 'who is away, from which day to which; may be repeated', collect)
    .option(
      '--closed <offer>',
      'an offer not to be made any more, in this plan and the next ones, until --open; may be repeated',
      collect,
    )
    .option('--open <offer>', 'a closed offer that may be made again; may be repeated', collect)
    .option('--stability <yuan>', 'what breaking a promise that could be kept must bring', '1000')
    .action((plan: string | undefined, options: Options) => {
      const absent = absencesOf(options.absent ?? []);
      const stability = numberOf('--stability', options.stability ?? '');
      const [closedOffers, openedOffers] = [[...(options.closed ?? [])], [...(options.open ?? [])]];
      return connected(options, replan(plan, { absent, closedOffers, openedOffers, stability }));
    });
  planner
    .command('compare [plan]')
    .description('a plan beside the simple rule, ranking by chance, ranking by gain, and the month before')
    .action((plan: string | undefined, options: Options) => connected(options, compare(plan)));
}

async function planNamed({ client }: Connection, id: string | undefined): Promise<string> {
  if (id !== undefined) return id;
  const [newest] = (await client.listPlans({ query: { limit: 1 } })).items;
  if (newest) return newest.id;
  throw new Error('There is no plan yet. Make one: gridloop planner plan <campaign>');
}

const makePlan =
  (campaigns: readonly string[]): Work =>
  async (connection, output) => {
    const { job } = await connection.client.makePlan({ body: { campaigns: [...campaigns] } });
    await finished(connection.client, job, output);
    const [plan] = (await connection.client.listPlans({ query: { campaign: campaigns[0]!, limit: 1 } })).items;
    if (plan) output.result(plan, () => planText(plan));
    else output.result({ plan: null }, () => 'Scheduled by the simple rule: there is no plan to show.');
  };

const showPlan =
  (id: string | undefined): Work =>
  async (connection, output) => {
    const plan = await connection.client.readPlan({ params: { id: await planNamed(connection, id) } });
    output.result(plan, () => planText(plan));
  };

const prices =
  (id: string | undefined, asked: { kind: string | undefined; limit: number }): Work =>
  async (connection, output) => {
    const found = await connection.client.planPrices({
      params: { id: await planNamed(connection, id) },
      query: { limit: asked.limit, ...(asked.kind !== undefined && { kind: asked.kind as 'person' }) },
    });
    output.result(found, () => found.items.map(({ advice }) => advice.en).join('\n'));
  };

const whatIf =
  (id: string | undefined, changes: { name: string; by: number }[], again: boolean): Work =>
  async (connection, output) => {
    const params = { id: await planNamed(connection, id) };
    const answer = await connection.client.planWhatIf({ params, body: { changes, replan: again } });
    if (answer.job === null) return output.result(answer, () => answer.words.en);
    const planned = (await finished(connection.client, answer.job, output)) as {
      difference: number;
      low: number;
      high: number;
    };
    output.result({ ...answer, planned }, () =>
      [
        answer.words.en,
        `Planned anew: ${amount(planned.difference)} yuan (between ${amount(planned.low)} and ${amount(planned.high)}).`,
      ].join('\n'),
    );
  };

const replan =
  (
    id: string | undefined,
    body: { absent: Absence[]; closedOffers: string[]; openedOffers: string[]; stability: number },
  ): Work =>
  async (connection, output) => {
    const before = await connection.client.readPlan({ params: { id: await planNamed(connection, id) } });
    const { job } = await connection.client.replanPlan({ params: { id: before.id }, body });
    await finished(connection.client, job, output);
    const [plan] = (await connection.client.listPlans({ query: { campaign: before.campaigns[0]!, limit: 1 } })).items;
    output.result(plan ?? null, () => (plan ? planText(plan) : ''));
  };

const compare =
  (id: string | undefined): Work =>
  async (connection, output) => {
    const plan = await connection.client.readPlan({ params: { id: await planNamed(connection, id) } });
    const { value, contacts, methods, lastMonth } = plan;
    const less = (of: number) => (value > 0 ? `${((of / value - 1) * 100).toFixed(1)}%` : '–');
    const compared = methods[0]?.plan;
    const note = compared ? `\nThe other ways were compared for ${compared}; only little was planned anew since.` : '';
    output.result({ plan: { value, contacts }, methods, lastMonth }, () =>
      table(
        ['method', 'expected gain', 'against the plan', 'contacts'],
        [
          ['planner', amount(value), '', contacts],
          ...methods.map((of) => [of.method, amount(of.value), less(of.value), of.contacts]),
          ...(lastMonth
            ? [['the month before', amount(lastMonth.value), less(lastMonth.value), lastMonth.contacts]]
            : []),
        ],
      ).concat(note),
    );
  };

const amount = (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 0 });

const secondsOf = (seconds: number) => seconds.toFixed(seconds < 1 ? 3 : 1);

function planText(plan: Plan): string {
  return [
    `${plan.id}: ${amount(plan.contacts)} contacts for ${amount(plan.targets)} targets of ${plan.campaigns.join(', ')}, ${plan.people} people, in ${plan.seconds.toFixed(1)} s${plan.solveSeconds === null ? '' : ` (the solver ${secondsOf(plan.solveSeconds)} s)`}.`,
    plan.certificate.en,
    ...(plan.violated.length === 0
      ? ['Every limit was checked and holds.']
      : plan.violated.map(({ limit, allowed, used }) => `Not met: ${limit}: ${amount(used)} of ${amount(allowed)}`)),
    ...(plan.contradiction
      ? [
          `These contradict one another: ${plan.contradiction.limits.join('; ')}; every plan misses at least ${amount(plan.contradiction.atLeast)}.`,
        ]
      : []),
    ...(plan.closed.length > 0
      ? [
          `Offers that could not be made: ${plan.closed.map(({ campaign, offer }) => `${offer} in ${campaign}`).join(', ')}.`,
        ]
      : []),
    ...(plan.replanned
      ? [
          `Made from the plan before: ${plan.replanned.kept} promises kept, ${plan.replanned.broken} broken, ${plan.replanned.lost} had become impossible.`,
        ]
      : []),
  ].join('\n');
}

function numberOf(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`${option} takes a number, not “${text}”.`);
}

function changesOf(texts: readonly string[]): { name: string; by: number }[] {
  return texts.map((text) => {
    const at = text.lastIndexOf('=');
    const by = Number(text.slice(at + 1));
    if (at < 1 || text.slice(at + 1).trim() === '' || !Number.isFinite(by))
      throw new UsageError(`--change takes LIMIT=BY such as budget=1000, not “${text}”.`);
    return { name: text.slice(0, at), by };
  });
}

function absencesOf(texts: readonly string[]): Absence[] {
  return texts.map((text) => {
    const [personId = '', firstOn = '', lastOn = firstOn] = text.split(':');
    const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day);
    if (personId === '' || !isDay(firstOn) || !isDay(lastOn))
      throw new UsageError(`--absent takes PERSON:FROM:TO such as p-17:2026-12-01:2026-12-05, not “${text}”.`);
    return { personId, firstOn, lastOn, minutes: 0, why: null };
  });
}
