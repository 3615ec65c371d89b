import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Set-up of the whole test run: a place for the operator that the journeys share, thrown away at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-journeys-'));
  project.provide('journeysDirectory', directory);
  return () => rm(directory, { recursive: true, force: true });
}
