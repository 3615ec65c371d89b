import {
  call,
  column,
  conditionOf,
  everyone,
  print,
  readRule,
  scope,
  selectRecords,
  type Catalogue,
  type Rule,
} from '#query';
import type { Context } from '#platform/context';
import { countedVersions, writeCoverage } from './coverage-store.ts';
import type { StoredTag } from './saved-rule-store.ts';

/** How many tags one pass over the record counts. */
const tagsAtOnce = 50;

/**
 * Counts tags of a month, unit by unit, where this version has not been counted yet: a pass over the record for many of
 * them together. `ensure` makes what a rule names, and says whether it could. A tag that the record of that
 * month cannot answer is passed over.
 */
export async function measureCoverage(
  { db, warehouse }: Pick<Context, 'db' | 'warehouse'>,
  catalogue: Catalogue,
  tags: readonly StoredTag[],
  ensure: (rule: Rule) => Promise<boolean>,
): Promise<void> {
  const { period } = catalogue;
  const counted = await countedVersions(db, period);
  const due: { id: string; version: number; rule: Rule | undefined }[] = [];
  if (!counted.has(everyone)) due.push({ id: everyone, version: 1, rule: undefined });
  for (const { id, version, origin, rule } of tags) {
    if (counted.get(id) === version) continue;
    const checked = readRule(origin === 'feed' ? `tag('${id}')` : rule, catalogue);
    if (!checked.ok) continue;
    if (await ensure(checked.rule)) due.push({ id, version, rule: checked.rule });
  }
  for (let start = 0; start < due.length; start += tagsAtOnce) {
    const some = due.slice(start, start + tagsAtOnce);
    const select = selectRecords({
      period,
      columns: [
        { expr: column('org_unit_id'), as: 'coverage_unit' },
        ...some.map(({ rule }, i) => ({
          expr: rule ? call('countIf', conditionOf(rule)) : call('count'),
          as: `coverage_${i}`,
        })),
      ],
      groupBy: [column('org_unit_id')],
    });
    const rows = await warehouse.rows<Record<string, number> & { coverage_unit: string | null }>(
      print(scope(select, { kind: 'everything' })),
    );
    for (const [i, { id, version }] of some.entries()) {
      const byUnit: Record<string, number> = {};
      let customers = 0;
      for (const row of rows) {
        const count = row[`coverage_${i}`] ?? 0;
        customers += count;
        if (row.coverage_unit !== null && count > 0) byUnit[row.coverage_unit] = count;
      }
      await writeCoverage(db, { tag: id, period, version, customers, by_unit: byUnit });
    }
  }
}
