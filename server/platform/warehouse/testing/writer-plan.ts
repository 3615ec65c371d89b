import type { TableDefinition } from '../table-definition.ts';

/** What the writer of the kill test writes, and its reader expects. */
export const blockRows = 5_000;
export const wholeRows = 20_000;

export const tables: readonly TableDefinition[] = ['blocks', 'staging', 'whole'].map((name) => ({
  name,
  columns: ['period', 'step', 'k'].map((column) => ({ name: column, type: 'UInt32' })),
  engine: { kind: 'merge-tree' },
  partitionBy: 'period',
  orderBy: ['step', 'k'],
  shardBy: 'k',
}));

export function lines(step: number, rows: number): string[] {
  return Array.from({ length: rows }, (_, k) => `202610\t${step}\t${k}\n`);
}
