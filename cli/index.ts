import { Command, CommanderError, Option } from 'commander';
import { audienceCommands } from './audience.ts';
import { campaignCommands } from './campaign.ts';
import { demoCommands } from './demo.ts';
import { loadCommand } from './load.ts';
import { operationsCommands } from './operations.ts';
import { createOutput, describeError, errorDocument, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';
import { serveCommand } from './serve.ts';

export type { CliPorts } from './ports.ts';

/** Runs one command. Resolves to the exit code: 0 done, 1 the work failed, 2 wrong usage. */
export async function runCli(args: readonly string[], ports: CliPorts): Promise<number> {
  const json = args.includes('--json');
  const program = new Command('gridloop')
    .description('The closed-loop marketing system of a telecom operator')
    .showSuggestionAfterError()
    .showHelpAfterError('Run it with --help to see how it is used.')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) });
  for (const add of [serveCommand, demoCommands, loadCommand, audienceCommands, campaignCommands, operationsCommands])
    add(program, ports);
  inherit(program);
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return 2;
    }
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, json);
  }
}

/** Every command takes --data, --json and --as, and ends in an exception instead of ending the process. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child
      .exitOverride()
      .showSuggestionAfterError()
      .showHelpAfterError('Run it with --help to see how it is used.')
      .allowExcessArguments(false);
    if (child.commands.length > 0) inherit(child);
    else {
      const has = (name: string) => child.options.some((option) => option.long === name);
      if (!has('--data')) child.addOption(new Option('--data <dir>', 'the data directory').default(process.env['GRIDLOOP_DATA'] ?? 'data'));
      child.addOption(new Option('--json', 'one JSON document on standard output'));
      child.addOption(new Option('--as <login>', 'act as this account (on this machine)'));
    }
  }
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (json) process.stdout.write(`${JSON.stringify({ error: { code: 'usage', message: error.message } })}\n`);
    return 2;
  }
  createOutput(json).note(describeError(error));
  if (json) process.stdout.write(`${JSON.stringify(errorDocument(error))}\n`);
  return error instanceof UsageError ? 2 : 1;
}
