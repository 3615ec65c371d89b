import { type Command, type CommanderError, Option } from 'commander';

/** What a person would type, under the help of each command. */
const examples: Readonly<Record<string, readonly string[]>> = {
  gridloop: ['gridloop demo', 'gridloop serve --demo', 'gridloop audience count "arpu >= 90 and not dnd"'],
  serve: ['gridloop serve', 'gridloop serve --data /srv/gridloop --host 0.0.0.0 --port 8080', 'gridloop serve --demo'],
  demo: ['gridloop demo --customers 200000 --seed 1 --json'],
  simulate: ['gridloop simulate --campaign october-data-packs --days 5'],
  list: [
    'gridloop list campaigns --where state=running --sort start',
    'gridloop list customers --where text=K03 --limit 20 --json',
    'gridloop list points --where month=2026-10 --sort total',
  ],
  load: ['gridloop load feeds/billing.yaml --period 2026-10', 'gridloop load feeds/*.yaml'],
  shapes: ['gridloop shapes grids.geojson', 'gridloop shapes grids.geojson --property grid_code'],
  'scheme list': ['gridloop scheme list'],
  'scheme show': ['gridloop scheme show individuals-high --cells', 'gridloop scheme show households --yaml'],
  'scheme prove': ['gridloop scheme prove individuals-high', 'gridloop scheme prove individuals-low --json'],
  'scheme cell': ['gridloop scheme cell individuals-high age=25-34 sex=female'],
  'scheme put': ['gridloop scheme put individuals-high my-scheme.yaml --as analyst'],
  'scheme retire': ['gridloop scheme retire organisations --as analyst'],
  'contest list': ['gridloop contest list'],
  'contest league': ['gridloop contest league autumn-sprint', 'gridloop contest league branches-cup --json'],
  'contest check': ['gridloop contest check cup.yaml'],
  'contest put': ['gridloop contest put cup.yaml --as approver'],
  'indicator list': ['gridloop indicator list', 'gridloop indicator list churn --json'],
  'indicator show': ['gridloop indicator show churn_rate'],
  'indicator retire': ['gridloop indicator retire talk-cost --as analyst'],
  'indicator rename': ['gridloop indicator rename talk-cost minute-price --as analyst'],
  'indicator define': ['gridloop indicator define my-indicators.yaml --as analyst'],
  'indicator query': [
    'gridloop indicator query customers arpu churn_rate --by unit',
    'gridloop indicator query arpu --by plan --period 2026-10',
    'gridloop indicator query revenue --unit branch-03 --months 12 --json',
  ],
  'indicator explain': ['gridloop indicator explain "sum_if(arpu, has_broadband) / count_if(has_broadband)"'],
  'audience count': [
    'gridloop audience count "arpu >= 90 and tenure_months > 24 and not dnd"',
    'gridloop audience count @rule.json --period 2026-10',
  ],
  'audience explain': ['gridloop audience explain "data_gb.trend3 < -0.1"'],
  'audience export': ['gridloop audience export "arpu >= 90" --out high.csv --fields arpu,plan'],
  'audience overlap': [
    'gridloop audience overlap "arpu >= 90"',
    'gridloop audience overlap "arpu >= 90" --with vip,october',
  ],
  'audience top': [
    'gridloop audience top "not dnd" --by arpu --n 1000 --out top.csv',
    'gridloop audience top true --by "score(\'churn\')" --n 5000 --save churn-5000',
  ],
  'audience sample': ['gridloop audience sample "arpu >= 90" --n 500 --seed 42 --out sample.csv'],
  'tag list': ['gridloop tag list --category usage/data', 'gridloop tag list --state draft --json'],
  'tag show': ['gridloop tag show high-spender --overlap'],
  'tag define': [
    'gridloop tag define commuter "distinct_called >= 20 and roaming_minutes > 0" --name Commuter --name-zh 通勤族 --category life',
  ],
  'tag publish': ['gridloop tag publish commuter'],
  'tag retire': ['gridloop tag retire commuter'],
  'tag load': ['gridloop tag load tags.csv', 'gridloop tag load vip.csv --as-tag vip --customer number'],
  'audience lookalike': ['gridloop audience lookalike "arpu >= 150" --top 5000 --out alike.csv'],
  'model list': ['gridloop model list'],
  'model show': ['gridloop model show churn'],
  'model learn': [
    'gridloop model learn churn --target churn --months 3 --as analyst',
    'gridloop model learn data-packs --target uplift --campaign october-data-packs --learner x-learner',
  ],
  'model check': ['gridloop model check churn --target churn --months 3'],
  'model report': ['gridloop model report churn', 'gridloop model report churn --version 2 --json'],
  'model document': ['gridloop model document churn --out churn.json'],
  'model submit': ['gridloop model submit churn --as analyst'],
  'model approve': ['gridloop model approve churn --as approver --why "calibrated, no leaks"'],
  'model reject': ['gridloop model reject churn --as approver --why "learns from the leave reason"'],
  'model publish': ['gridloop model publish churn --as analyst', 'gridloop model publish churn --challenger'],
  'model roll-back': ['gridloop model roll-back churn --why "drifts"'],
  'model retire': ['gridloop model retire churn --version 1'],
  'model monitor': ['gridloop model monitor'],
  'uplift train': [
    'gridloop uplift train --file trial.csv --treatment promoted --outcome bought --json',
    'gridloop uplift train --file training.csv --test test.csv --treatment Promotion --outcome purchase --exclude ID --gain 10 --contact-cost 0.15',
  ],
  'campaign create': [
    'gridloop campaign create october.yaml --as planner',
    'gridloop campaign create october.yaml --start 2026-12-01',
  ],
  'campaign show': ['gridloop campaign show october-data-packs'],
  'campaign submit': ['gridloop campaign submit october-data-packs --as planner'],
  'campaign approve': ['gridloop campaign approve october-data-packs --as approver --why "budget is there"'],
  'campaign schedule': ['gridloop campaign schedule october-data-packs --as planner'],
  'campaign release': ['gridloop campaign release october-data-packs --wave 1 --as planner'],
  'campaign pause': ['gridloop campaign pause october-data-packs --why "complaints"'],
  'campaign resume': ['gridloop campaign resume october-data-packs'],
  'campaign close': ['gridloop campaign close october-data-packs'],
  'campaign report': ['gridloop campaign report october-data-packs --html report.html --csv report.csv'],
  'campaign analyse': [
    'gridloop campaign analyse october-data-packs --by grid --json',
    'gridloop campaign analyse everybody-visited --alike arpu,tenure_months',
  ],
  'campaign next-shares': ['gridloop campaign next-shares october-data-packs --floor 0.2'],
  'experiment analyse': [
    'gridloop experiment analyse --file data.csv --arm group --control A --metric visit:proportion --metric spend:mean',
    'gridloop experiment analyse --file grids.csv --arm arm --control none --metric orders/visits:ratio --cluster grid --covariate history --json',
    'gridloop experiment analyse --file customers.csv --arm visited --control no --metric spend:mean --match --covariate age --covariate history',
  ],
  'experiment pair': [
    'gridloop experiment pair --file grids.csv --unit grid --covariate revenue --covariate customers --seed 7 --out pairs.csv',
  ],
  'experiment synthetic': [
    'gridloop experiment synthetic --file months.csv --unit grid --time month --outcome revenue --treated G7 --from 2026-07',
  ],
  'segment list': ['gridloop segment list'],
  'segment show': ['gridloop segment show behaviour'],
  'segment retire': ['gridloop segment retire behaviour --as analyst'],
  'segment publish': ['gridloop segment publish behaviour --as analyst'],
  'segment fit': [
    'gridloop segment fit --file data.csv --fields voice,data,age --k 2..10',
    'gridloop segment fit --file data.csv --fields voice,data --k 7 --seed 3 --out groups.csv --json',
  ],
  'model train': [
    'gridloop model train --file customers.csv --target churn --positive yes --out churn.json',
    'gridloop model train --file customers.csv --target churn --learner scorecard --exclude reason,closed_on --folds 10 --json',
  ],
  'model score': ['gridloop model score --model churn.json --file november.csv --out scores.csv'],
  'model import': ['gridloop model import --file xgboost.json --out churn.json'],
  'planner solve': ['gridloop planner solve november --out plan.csv', 'gridloop planner solve november --json'],
  'planner plan': ['gridloop planner plan winter-fibre', 'gridloop planner plan winter-fibre winter-tv --as planner'],
  'planner show': ['gridloop planner show', 'gridloop planner show winter-fibre.1 --json'],
  'planner prices': ['gridloop planner prices --kind person --limit 5'],
  'planner what-if': ["gridloop planner what-if --change 'budget of winter-fibre in winter-fibre=10000' --replan"],
  'planner replan': [
    'gridloop planner replan --absent p-17:2026-12-01:2026-12-05',
    'gridloop planner replan winter-fibre.1 --closed fibre-1000',
  ],
  'planner compare': ['gridloop planner compare'],
  migrate: ['gridloop migrate --data /srv/gridloop'],
  doctor: ['gridloop doctor', 'gridloop doctor --json'],
  backup: ['gridloop backup gridloop-2026-11-22.tar'],
  restore: ['gridloop restore gridloop-2026-11-22.tar --data /srv/gridloop-new'],
};

/** Commands that do not speak to a server, and those that play everybody: nobody to act as. */
const withoutAccount = new Set([
  'uplift train',
  'planner solve',
  'serve',
  'demo',
  'simulate',
  'migrate',
  'restore',
  'experiment analyse',
  'experiment pair',
  'experiment synthetic',
  'segment fit',
  'model train',
  'model score',
  'model import',
]);

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
