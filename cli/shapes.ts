import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { withConnection } from './connection.ts';
import { createOutput, UsageError } from './output.ts';
import type { CliPorts } from './ports.ts';

const Collection = z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()).min(1) });

export function shapesCommand(program: Command, ports: CliPorts): void {
  program
    .command('shapes <geojson>')
    .description('take the outlines of grids and other org units from a GeoJSON file (WGS 84), for maps')
    .option('--property <name>', 'the property that holds the org unit’s id', 'id')
    .action(async (path: string, options: { property: string; data: string; json?: boolean; as?: string }) => {
      const output = createOutput(options.json === true);
      const geojson = readCollection(path);
      const taken = await withConnection(
        ports,
        { data: resolve(options.data), as: options.as, mayBegin: true },
        ({ client }) => client.putOrgUnitShapes({ body: { property: options.property, geojson } }),
      );
      output.result(
        taken,
        () =>
          `${taken.written.toLocaleString('en-US')} outlines taken; ${taken.gridsWithout.toLocaleString('en-US')} grids have none.`,
      );
    });
}

function readCollection(path: string): z.output<typeof Collection> {
  let text: string;
  try {
    text = readFileSync(resolve(path), 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${(error as Error).message}.`);
  }
  const parsed = Collection.safeParse(value);
  if (!parsed.success) throw new UsageError(`${path} is no GeoJSON FeatureCollection with at least one feature.`);
  return parsed.data;
}
