import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Defects } from './defects.ts';
import { customersOf, indexOf } from './customer.ts';
import { groups, type channelReach } from './groups.ts';
import { buildOperator, type Operator, type OperatorOptions } from './operator.ts';

/** What was planted. Only demo/ and tests read it; the system never does. */
export interface Truth extends OperatorOptions {
  readonly groups: typeof groups;
  readonly channels: typeof channelReach;
  /** Frontline managers who invent feedback. */
  readonly inventors: readonly string[];
  /** Natural growth a month of each grid that has customers. */
  readonly growth: Readonly<Record<string, number>>;
  readonly defects: readonly Defects[];
  /** Customers who stand in both customer systems. */
  readonly inBothSystems: number;
  /** Good rows that every feed should keep, all feeds together. */
  readonly rows: number;
}

export const truthFile = 'truth.json';
export function readTruth(truthDirectory: string): { truth: Truth; operator: Operator } {
  const truth = JSON.parse(readFileSync(join(truthDirectory, truthFile), 'utf8')) as Truth;
  return { truth, operator: buildOperator(truth) };
}

/** The planted behaviour group of a customer, by either system's number. */
export function plantedGroup(operator: Operator, customerId: string): string | undefined {
  const index = indexOf(customerId);
  return index === undefined ? undefined : groups[customersOf(operator).profile(index).group]?.id;
}
