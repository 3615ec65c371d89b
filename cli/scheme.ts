import { resolve } from 'node:path';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { Id, Period, SegmentScheme, type SchemeProof, type SegmentSchemeDetail } from '#contract';
import { withConnection, type Connection } from './connection.ts';
import { createOutput, UsageError, type Output } from './output.ts';
import type { CliPorts } from './ports.ts';
import { table } from './table.ts';
import { readYamlFile } from './yaml-file.ts';

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly yaml?: boolean;
  readonly cells?: boolean;
  readonly period?: string;
}
type Client = Connection['client'];

/** Strategic segments: schemes by rule whose cells are disjoint and complete. */
export function schemeCommands(program: Command, ports: CliPorts): void {
  const scheme = program
    .command('scheme')
    .description('strategic segments: schemes by rule, proved disjoint and complete');
  const run = (options: Options, work: (client: Client, output: Output) => Promise<void>): Promise<void> => {
    if (options.period !== undefined && !Period.safeParse(options.period).success)
      throw new UsageError(`--period takes a month such as 2026-10, not “${options.period}”.`);
    const output = createOutput(options.json === true);
    return withConnection(ports, { data: resolve(options.data), as: options.as }, ({ client }) => work(client, output));
  };
  scheme
    .command('list')
    .description('the schemes with their cells, and what the customer record lacks for each')
    .action((options: Options) => run(options, list));
  scheme
    .command('show <id>')
    .description('one scheme: base, dimensions and rules')
    .option('--yaml', 'as the file that “scheme put” takes')
    .option('--cells', 'and the customers of each cell')
    .option('--period <YYYY-MM>', 'the month of the cells (default: the newest)')
    .action((id: string, options: Options) => run(options, (client, output) => show(client, output, id, options)));
  scheme
    .command('prove <id>')
    .description('whether everybody is in exactly one cell; exit code 1 where somebody is in none or in several')
    .option('--period <YYYY-MM>', 'the month (default: the newest)')
    .action((id: string, options: Options) => run(options, (client, output) => prove(client, output, id, options)));
  scheme
    .command('cell <id> [values...]')
    .description('the rule of a cell, or of all cells with some values, as DIMENSION=VALUE: an audience')
    .action((id: string, values: string[], options: Options) =>
      run(options, async (client, output) => {
        const found = await client.readSchemeCell({ params: { id }, query: { values: values.join(',') } });
        output.result(found, () => found.rule);
      }),
    );
  scheme
    .command('put <id> <file>')
    .description('save a scheme from a YAML or JSON file as its next version; refused with every mistake and its place')
    .action((id: string, file: string, options: Options) => {
      const read = readSchemeFile(id, file);
      return run(options, async (client, output) => {
        const saved = await client.putSegmentScheme({ params: { id }, body: { scheme: read } });
        output.result(saved, () => `${saved.id} is saved as version ${saved.version}: ${saved.cells} cells.`);
      });
    });
  scheme
    .command('retire <id>')
    .description('take a scheme out of use; a new version brings it back')
    .action((id: string, options: Options) =>
      run(options, async (client, output) => {
        const done = await client.retireSegmentScheme({ params: { id }, body: {} });
        output.result(done, () => `${done.id} is ${done.state}.`);
      }),
    );
}

function readSchemeFile(id: string, file: string): SegmentScheme {
  if (!Id.safeParse(id).success)
    throw new UsageError(
      `“${id}” cannot be the id of a scheme: letters, digits, dot, dash and underscore, at most 80.`,
    );
  return readYamlFile(file, SegmentScheme);
}

async function list(client: Client, output: Output): Promise<void> {
  const found = await client.listSegmentSchemes({ query: {} });
  output.result(found, () =>
    [
      table(
        ['scheme', 'name', 'dimensions', 'cells', 'version', 'state', 'the record lacks'],
        found.items.map((one) => [
          one.id,
          one.name.en,
          one.dimensions,
          one.cells,
          one.version,
          one.state,
          one.missing.join(', ') || null,
        ]),
      ),
      `${found.cells.toLocaleString('en-US')} cells in all.`,
    ].join('\n'),
  );
}

async function show(client: Client, output: Output, id: string, { yaml, cells, period }: Options): Promise<void> {
  const detail = await client.readSegmentScheme({ params: { id } });
  const counted = cells
    ? await client.countSegmentScheme({ params: { id }, query: period === undefined ? {} : { period } })
    : undefined;
  output.result({ ...detail, ...(counted && { counted: counted }) }, () => {
    if (yaml) return stringify(SegmentScheme.parse(detail.scheme)).trimEnd();
    const lines = [describe(detail)];
    if (counted)
      lines.push(
        '',
        counted.customers === null
          ? 'Nothing can be counted: the record lacks a field of the base.'
          : table(
              [...Object.keys(counted.cells[0]?.values ?? {}), 'customers'],
              counted.cells.map((cell) => [...Object.values(cell.values), cell.customers]),
            ),
      );
    return lines.join('\n');
  });
}

function describe({ id, scheme, version, state, cells, missing }: SegmentSchemeDetail): string {
  return [
    `${id}: ${scheme.name.en} / ${scheme.name.zh} (${state}, version ${version}, ${cells} cells)`,
    `Whom it is about: ${scheme.base ?? 'everybody'}`,
    ...(missing.length > 0 ? [`The customer record does not have: ${missing.join(', ')}`] : []),
    '',
    table(
      ['dimension', 'asked of', 'value', 'name', 'rule'],
      scheme.dimensions.flatMap((dimension) =>
        dimension.values.map((value, v) => [
          v === 0 ? dimension.id : '',
          v === 0
            ? Object.entries(dimension.when ?? {})
                .map(([name, values]) => `${name} ${values.join(' or ')}`)
                .join(' and ') || 'all'
            : '',
          value.id,
          value.name.en,
          value.rule,
        ]),
      ),
    ),
  ].join('\n');
}

const verdicts: Readonly<Record<SchemeProof['state'], string>> = {
  proved: 'Disjoint and complete: everybody is in exactly one cell.',
  'where-known': 'Disjoint, and complete but for those of whom a field is not known.',
  broken: 'Not disjoint and complete.',
  unfinished: 'So far as it can be counted it is disjoint and complete; the record lacks fields for the rest.',
};

async function prove(client: Client, output: Output, id: string, { period }: Options): Promise<void> {
  const proof = await client.proveSegmentScheme({ params: { id }, query: period === undefined ? {} : { period } });
  if (proof.state === 'broken') process.exitCode = 1;
  output.result(proof, () =>
    [
      verdicts[proof.state],
      proof.customers === null
        ? `The record lacks for the base: ${proof.baseMissing.join(', ')}`
        : `${proof.period}: ${number(proof.customers)} customers; in one cell ${number(proof.inOneCell)}, in none ${number(proof.inNone)} (${number(proof.unknown)} not known), in several ${number(proof.inSeveral)}.`,
      '',
      table(
        ['dimension', 'customers', 'in no value', 'of them not known', 'in several', 'by the rules alone'],
        proof.dimensions.map((one) => [one.id, one.customers, one.gap, one.unknown, one.overlap, byRules(one)]),
      ),
      ...proof.dimensions.flatMap((one) => [
        ...one.gapExamples.map(({ rule, customers }) => `  ${one.id}: no value for ${rule} (${number(customers)})`),
        ...one.overlapExamples.map(({ rule, customers }) => `  ${one.id}: several for ${rule} (${number(customers)})`),
      ]),
    ].join('\n'),
  );
}

const number = (n: number): string => n.toLocaleString('en-US');

function byRules({ rules, missing }: SchemeProof['dimensions'][number]): string {
  if (missing.length > 0) return `the record lacks ${missing.join(', ')}`;
  if (!rules) return 'more than one field: counted only';
  const wrong = [
    ...rules.holes.map((hole) => `no value for ${hole}`),
    ...rules.doubles.map(({ rule, values }) => `${values.join(' and ')} for ${rule}`),
  ];
  return wrong.length === 0 ? `proved for every ${rules.field}` : wrong.join('; ');
}
