import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Campaign } from '#contract';
import { analysisText } from './analysis-text.ts';
import { isDay, readCampaignFile, startingOn } from './campaign-file.ts';
import { finished, withConnection, type Connection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';
import { reportText } from './report-text.ts';
import { table } from './table.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly why?: string;
  readonly wave?: string;
  readonly html?: string;
  readonly csv?: string;
  readonly start?: string;
  readonly by?: string;
  readonly alike?: string;
  readonly floor?: string;
}
/** Looks at how the command was used, before anything is opened; then does it. */
type Work = (subject: string, options: Options) => (connection: Connection, output: Output) => Promise<void>;

export function campaignCommands(program: Command, ports: CliPorts): void {
  const campaign = program.command('campaign').description('the life of a campaign');
  const add = (usage: string, description: string, work: Work) =>
    campaign
      .command(usage)
      .description(description)
      .action(async (subject: string, options: Options) => {
        const output = createOutput(options.json === true);
        const act = work(subject, options);
        await withConnection(ports, { data: resolve(options.data), as: options.as }, (connection) =>
          act(connection, output),
        );
      });
  add('create <file>', 'a draft from a campaign file (YAML)', create).option(
    '--start <day>',
    'begin on this day (YYYY-MM-DD), or after-data: the day after the newest month of data; all waves move along',
  );
  add(
    'show <id>',
    'where it stands',
    (id) =>
      async ({ client }, output) =>
        show(await client.readCampaign({ params: { id } }), output),
  );
  add('submit <id>', 'hand it in for approval', change('submitCampaign')).option('--why <text>', 'a word on it');
  add('approve <id>', 'approve; nobody approves their own (see --as)', change('approveCampaign')).option(
    '--why <text>',
    'a word on it',
  );
  add('schedule <id>', 'draw targets and arms, and schedule them', schedule);
  add('release <id>', 'turn a wave into work orders and messages', release).requiredOption('--wave <n>', 'which wave');
  add('pause <id>', 'pause', change('pauseCampaign')).option('--why <text>', 'why');
  add('resume <id>', 'resume', change('resumeCampaign')).option('--why <text>', 'why');
  add('close <id>', 'close; what is open is cancelled', change('closeCampaign')).option('--why <text>', 'why');
  add('report <id>', 'what it earned, against control', report)
    .option('--html <file>', 'write it as a self-contained page')
    .option('--csv <file>', 'write it as CSV');
  add(
    'analyse <id>',
    'each arm against control by the estimators of any experiment; without a control group against matched untreated customers',
    analyse,
  )
    .option('--by <cut>', 'effects within channel, grid, segment or wave (see --json)')
    .option('--alike <fields>', 'without a control group: number fields to be alike in, between commas');
  add(
    'next-shares <id>',
    'how to share out the next wave between the arms (Thompson sampling); control stays',
    shares,
  ).option('--floor <share>', 'the least that an arm gets', '0.1');
}

const cuts = ['channel', 'grid', 'segment', 'wave'] as const;
const analyse: Work = (id, { by, alike }) => {
  const cut = cuts.find((one) => one === by);
  if (by !== undefined && cut === undefined) throw new UsageError(`--by takes ${cuts.join(', ')}, not “${by}”.`);
  return async ({ client }, output) => {
    const query = { ...(cut && { by: cut }), ...(alike !== undefined && { alike }) };
    const analysis = await client.campaignAnalysis({ params: { id }, query });
    output.result(analysis, () => analysisText(analysis));
  };
};

const shares: Work = (id, { floor }) => {
  const least = Number(floor);
  if (!(least >= 0 && least <= 1)) throw new UsageError(`--floor takes a share from 0 to 1, not “${floor}”.`);
  return async ({ client }, output) => {
    const next = await client.campaignNextShares({ params: { id }, query: { floor: least } });
    const percent = (of: number) => `${(100 * of).toFixed(1)}%`;
    output.result(next, () =>
      table(
        ['arm', 'chance to be the best', 'share of the next wave’s treated'],
        next.arms.map(({ arm, best, share }) => [arm, percent(best), percent(share)]),
      ),
    );
  };
};

const create: Work = (path, { start }) => {
  const file = readCampaignFile(path);
  if (start !== undefined && start !== 'after-data' && !isDay(start))
    throw new UsageError(`--start takes a day such as 2026-11-02, or after-data, not “${start}”.`);
  return async ({ client }, output) => {
    const first = start === 'after-data' ? await dayAfterData(client) : start;
    show(await client.createCampaign({ body: { file: first === undefined ? file : startingOn(file, first) } }), output);
  };
};

async function dayAfterData(client: Connection['client']): Promise<string> {
  const { period } = await client.listFields({ query: { limit: 1 } });
  if (period === null) throw new Error('There is no data yet: load a feed first, or give --start a day.');
  const [year = 0, month = 0] = period.split('-').map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

function change(
  name: 'submitCampaign' | 'approveCampaign' | 'pauseCampaign' | 'resumeCampaign' | 'closeCampaign',
): Work {
  return (id, { why }) =>
    async ({ client }, output) =>
      show(await client[name]({ params: { id }, body: why === undefined ? {} : { why } }), output);
}

const schedule: Work =
  (id) =>
  async ({ client }, output) => {
    const { job } = await client.scheduleCampaign({ params: { id }, body: {} });
    await finished(client, job, output);
    const { excluded, unscheduled } = await client.campaignExclusions({ params: { id } });
    const state = await client.readCampaign({ params: { id } });
    output.result({ ...state, excluded, unscheduled }, () =>
      [campaignText(state), reasons('Excluded', excluded), reasons('Not scheduled', unscheduled)]
        .filter(Boolean)
        .join('\n\n'),
    );
  };

const release: Work = (id, { wave }) => {
  if (!/^[1-9]\d*$/.test(wave ?? '')) throw new UsageError(`--wave takes the number of a wave, from 1, not “${wave}”.`);
  return async ({ client }, output) => {
    const { job } = await client.releaseWave({ params: { id }, body: { wave: Number(wave) } });
    await finished(client, job, output);
    show(await client.readCampaign({ params: { id } }), output);
  };
};

const report: Work =
  (id, { html, csv }) =>
  async ({ client }, output) => {
    const document = await client.campaignReport({ params: { id } });
    if (html !== undefined)
      writeFileSync(html, await (await client.campaignReportHtml({ params: { id }, query: {} })).text());
    if (csv !== undefined) writeFileSync(csv, await (await client.campaignReportCsv({ params: { id } })).text());
    for (const file of [html, csv]) if (file !== undefined) output.note(`Written to ${file}`);
    output.result(document, () => reportText(document));
  };

function show(campaign: Campaign, output: Output): void {
  output.result(campaign, () => campaignText(campaign));
}

function campaignText(campaign: Campaign): string {
  const counts = Object.entries(campaign.counts).map(([name, value]) => [name, value] as const);
  const waves = campaign.waves.map((wave) => [
    wave.wave,
    wave.start,
    wave.days,
    wave.gate ?? '–',
    wave.state,
    wave.targets,
    wave.released,
  ]);
  return [
    `${campaign.id}: ${campaign.state} — ${campaign.objective.en} ${campaign.objective.zh}`,
    table(['count', 'customers'], counts),
    table(['wave', 'start', 'days', 'gate', 'state', 'targets', 'released'], waves),
  ].join('\n\n');
}

function reasons(title: string, list: readonly { reason: string; count: number }[]): string {
  return list.length === 0
    ? ''
    : table(
        [title, 'customers'],
        list.map(({ reason, count }) => [reason, count]),
      );
}
