import { type Command, type CommanderError, Option } from 'commander';

/** What a person would type, under the help of each command. */
const examples: Readonly<Record<string, readonly string[]>> = {
  gridloop: ['gridloop demo', 'gridloop serve --demo', 'gridloop audience count "arpu >= 90 and not dnd"'],
  serve: ['gridloop serve', 'gridloop serve --data /srv/gridloop --host 0.0.0.0 --port 8080', 'gridloop serve --demo'],
  demo: ['gridloop demo --customers 200000 --seed 1 --json'],
  simulate: ['gridloop simulate --campaign october-data-packs --days 5'],
  load: ['gridloop load feeds/billing.yaml --period 2026-10', 'gridloop load feeds/*.yaml'],
  'audience count': [
    'gridloop audience count "arpu >= 90 and tenure_months > 24 and not dnd"',
    'gridloop audience count @rule.json --period 2026-10',
  ],
  'audience explain': ['gridloop audience explain "data_gb.trend3 < -0.1"'],
  'audience export': ['gridloop audience export "arpu >= 90" --out high.csv --fields arpu,plan'],
  'campaign create': ['gridloop campaign create october.yaml --as planner'],
  'campaign show': ['gridloop campaign show october-data-packs'],
  'campaign submit': ['gridloop campaign submit october-data-packs --as planner'],
  'campaign approve': ['gridloop campaign approve october-data-packs --as approver --why "budget is there"'],
  'campaign schedule': ['gridloop campaign schedule october-data-packs --as planner'],
  'campaign release': ['gridloop campaign release october-data-packs --wave 1 --as planner'],
  'campaign pause': ['gridloop campaign pause october-data-packs --why "complaints"'],
  'campaign resume': ['gridloop campaign resume october-data-packs'],
  'campaign close': ['gridloop campaign close october-data-packs'],
  'campaign report': ['gridloop campaign report october-data-packs --html report.html --csv report.csv'],
  migrate: ['gridloop migrate --data /srv/gridloop'],
  doctor: ['gridloop doctor', 'gridloop doctor --json'],
  backup: ['gridloop backup gridloop-2026-11-22.tar'],
  restore: ['gridloop restore gridloop-2026-11-22.tar --data /srv/gridloop-new'],
};

/** Commands that do not speak to a server, and those that play everybody: nobody to act as. */
const withoutAccount = new Set(['serve', 'demo', 'simulate', 'migrate', 'restore']);

/** Gives every command its examples, --data, --json and --as, and lets it end in an exception instead of ending the process. */
export function finishCommands(command: Command, path: readonly string[] = []): void {
  const name = path.join(' ') || 'gridloop';
  const full = ['gridloop', ...path].join(' ');
  const shown = examples[name];
  if (shown)
    command.addHelpText(
      'after',
      `\n${shown.length > 1 ? 'Examples' : 'Example'}:\n${shown.map((line) => `  ${line}`).join('\n')}`,
    );
  command
    .exitOverride()
    .configureOutput({ writeErr: (text) => void process.stderr.write(text) })
    .showSuggestionAfterError()
    .showHelpAfterError(`See how it is used: ${full} --help`)
    .allowExcessArguments(false);
  for (const child of command.commands) finishCommands(child, [...path, child.name()]);
  if (command.commands.length > 0) return;
  const has = (option: string) => command.options.some(({ long }) => long === option);
  if (!has('--data'))
    command.addOption(new Option('--data <dir>', 'the data directory').default(process.env['GRIDLOOP_DATA'] ?? 'data'));
  command.addOption(new Option('--json', 'one JSON document on standard output'));
  if (!withoutAccount.has(name)) command.addOption(new Option('--as <login>', 'act as this account (on this machine)'));
}

/** Wrong usage as commander tells it, as one JSON document. */
export function usageDocument(error: CommanderError): unknown {
  const message =
    error.code === 'commander.help'
      ? 'A command is missing.'
      : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return { error: { code: 'usage', message } };
}
