import type { TableDefinition } from '../table-definition.ts';

/** What the writer of the kill test writes, and its reader expects. */
export const blockRows = 5_000;
export const wholeRows = 20_000;

const table = (name: string): TableDefinition => ({
  name,
  columns: ['period', 'step', 'k'].map((column) => ({ name: column, type: 'UInt32' })),
  engine: { kind: 'merge-tree' },
  partitionBy: 'period',
  orderBy: ['step', 'k'],
  shardBy: 'k',
});

export const blocks = table('blocks');
export const tables: readonly TableDefinition[] = [blocks, table('staging'), table('whole')];

export function lines(step: number, rows: number): string[] {
  return Array.from({ length: rows }, (_, k) => `202610\t${step}\t${k}\n`);
}

export function jsonLines(step: number, rows: number): string {
  return Array.from({ length: rows }, (_, k) => `{"period":202610,"step":${step},"k":${k}}\n`).join('');
}
