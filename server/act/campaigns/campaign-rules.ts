import type { Context } from '#platform/context';
import type { RuleHolder } from '#understand/audiences';

/** The rules of every campaign that is not over: what they name cannot be taken away under them. */
export async function campaignRules({ db }: Pick<Context, 'db'>): Promise<RuleHolder[]> {
  const rows = await db
    .selectFrom('campaign')
    .select(['id', 'owner', 'file'])
    .where('state', 'not in', ['closed', 'evaluated'])
    .orderBy('id')
    .execute();
  return rows.map(({ id, owner, file }) => ({
    kind: 'campaign',
    id,
    name: file.objective,
    orgUnitId: owner,
    rules: [file.audience, ...file.offers.flatMap(({ when }) => (when === undefined ? [] : [when]))],
  }));
}
