import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ContestFile, type LeagueRow } from '#contract';
import { withConnection, type Connection } from './connection.ts';
import { createOutput, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';
import { readYamlFile } from './yaml-file.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
}
type Client = Connection['client'];
type Checked = Awaited<ReturnType<Client['checkContest']>>['budget'];

/** Contests between people, agents, grids or branches. */
export function contestCommands(program: Command, ports: CliPorts): void {
  const contest = program.command('contest').description('contests: targets with rewards, a budget and a league table');
  const run = (options: Options, work: (client: Client, output: Output) => Promise<void>): Promise<void> => {
    const output = createOutput(options.json === true);
    return withConnection(ports, { data: resolve(options.data), as: options.as }, ({ client }) => work(client, output));
  };
  contest
    .command('list')
    .description('the contests, newest month first')
    .action((options: Options) => run(options, list));
  contest
    .command('league <id>')
    .description('the league table as it stands')
    .action((id: string, options: Options) => run(options, (client, output) => league(client, output, id)));
  contest
    .command('check <file>')
    .description('what a contest (YAML or JSON) would cost if people did as they did; refused as it would be by “put”')
    .action((path: string, options: Options) => {
      const file = readYamlFile(path, ContestFile);
      return run(options, async (client, output) => {
        const checked = await client.checkContest({ body: { file } });
        output.result(checked, () => costs(checked.budget));
      });
    });
  contest
    .command('put <file>')
    .description('set up a contest from a file (YAML or JSON), if the past says that its budget is enough')
    .action((path: string, options: Options) => {
      const file = readYamlFile(path, ContestFile);
      return run(options, async (client, output) => {
        const put = await client.putContest({ params: { id: file.contest }, body: { file } });
        output.result(put, () => `${put.contest} is set up. ${costs(put.budget)}`);
      });
    });
}

async function list(client: Client, output: Output): Promise<void> {
  const found = await client.listContests({ query: {} });
  output.result(found, () =>
    table(
      ['contest', 'title', 'month', 'between', 'what is compared', 'base', 'stretch', 'reward each', 'budget'],
      found.items.map((one) => [
        one.contest,
        one.title.en,
        one.month,
        one.between,
        one.measure,
        one.base,
        one.stretch,
        one.rewardYuan,
        one.budgetYuan ?? null,
      ]),
    ),
  );
}

async function league(client: Client, output: Output, id: string): Promise<void> {
  const found = await client.contestLeague({ params: { id }, query: {} });
  const { file } = found;
  const isTeam = file.between === 'grids' || file.between === 'branches';
  output.result(found, () =>
    [
      `${file.title.en} ${file.title.zh}: ${isTeam ? `the ${file.teamValue} over the members of ` : ''}${file.measure}, ${file.month}; ${found.publishedAt === null ? `results on ${file.publishOn}` : `published on ${found.publishedAt.slice(0, 10)}`}`,
      table(
        ['rank', isTeam ? 'team' : 'who', 'unit', 'members', 'reached', 'target', 'reward'],
        found.items.map((row) => [
          String(row.rank),
          nameOf(row),
          row.orgUnitId,
          row.members,
          row.value === null ? null : row.value.toFixed(3),
          row.reached,
          row.rewardYuan,
        ]),
      ),
    ].join('\n\n'),
  );
}

const nameOf = ({ name, personId, own }: LeagueRow): string =>
  `${name ? `${name.en} ${name.zh}` : (personId ?? 'of another territory')}${own ? ' (yours)' : ''}`;

function costs({ people, competitors, budgetYuan, expectedYuan, highYuan, mostYuan }: Checked): string {
  const yuan = (of: number) => of.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return `If they do as they did, ${competitors} competitors (${people} people) cost ${yuan(expectedYuan)} yuan, in one case of twenty more than ${yuan(highYuan)}, at the most ${yuan(mostYuan)}; the budget is ${yuan(budgetYuan)}.`;
}
