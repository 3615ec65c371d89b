import { Command, CommanderError } from 'commander';
import { audienceCommands } from './audience.ts';
import { campaignCommands } from './campaign.ts';
import { contestCommands } from './contest.ts';
import { demoCommands } from './demo.ts';
import { experimentCommands } from './experiment.ts';
import { indicatorCommands } from './indicator.ts';
import { listCommand } from './list.ts';
import { loadCommand } from './load.ts';
import { lookAlikeCommand } from './look-alike.ts';
import { modelRegistryCommands } from './model-registry.ts';
import { modelCommands } from './model.ts';
import { operationsCommands } from './operations.ts';
import { createOutput, describeError, errorDocument, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';
import { plannerCommands } from './planner.ts';
import { schemeCommands } from './scheme.ts';
import { segmentCommands } from './segment.ts';
import { serveCommand } from './serve.ts';
import { shapesCommand } from './shapes.ts';
import { tagCommands } from './tag.ts';
import { upliftCommands } from './uplift.ts';
import { finishCommands, usageDocument } from './usage.ts';

export type { CliPorts } from './ports.ts';

/** Runs one command. Resolves to the exit code: 0 done, 1 the work failed, 2 wrong usage. */
export async function runCli(args: readonly string[], ports: CliPorts): Promise<number> {
  const json = args.includes('--json');
  const program = new Command('gridloop').description(
    'The closed-loop marketing system of a telecom operator: from the right customer, through a named person’s work, to what it earned',
  );
  for (const add of [
    serveCommand,
    demoCommands,
    loadCommand,
    shapesCommand,
    listCommand,
    indicatorCommands,
    audienceCommands,
    tagCommands,
    lookAlikeCommand,
    modelCommands,
    modelRegistryCommands,
    upliftCommands,
    campaignCommands,
    experimentCommands,
    segmentCommands,
    schemeCommands,
    contestCommands,
    plannerCommands,
    operationsCommands,
  ])
    add(program, ports);
  finishCommands(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
    // A command that gave its answer and yet failed (a refused feed, a finding of doctor) has said so here.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, json);
  }
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (json) process.stdout.write(`${JSON.stringify(usageDocument(error))}\n`);
    return 2;
  }
  createOutput(json).note(describeError(error));
  if (json) process.stdout.write(`${JSON.stringify(errorDocument(error))}\n`);
  return error instanceof UsageError ? 2 : 1;
}
