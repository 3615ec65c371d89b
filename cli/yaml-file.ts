import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { UsageError } from './output.ts';

/** A YAML or JSON file of a shape of the contract. @throws UsageError naming every mistake with its place */
export function readYamlFile<T>(path: string, shape: z.ZodType<T>): T {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  let document: unknown;
  try {
    document = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`, {
      cause: error,
    });
  }
  const read = shape.safeParse(document);
  if (read.success) return read.data;
  throw new UsageError(
    read.error.issues.map((issue) => `${path} ${issue.path.join('.')}: ${issue.message}`).join('\n'),
  );
}
