import { Problem, type ProblemDetail } from '#contract';
import type { Context } from '#platform/context';
import { run, type Db } from '#platform/records';
import type { CampaignToSchedule } from '#act/campaigns';

/** An offer of a campaign. */
export interface OfferOf {
  readonly campaign: string;
  readonly offer: string;
}

/** An offer that its campaign may not make until it is opened again. */
export interface ClosedOffer extends OfferOf {
  readonly by: string;
  readonly at: Date;
}

/** By campaign and offer. */
export async function readClosedOffers(db: Db, campaigns: readonly string[]): Promise<ClosedOffer[]> {
  return run<ClosedOffer>(
    db,
    `select campaign, offer, closed_by as by, closed_at as at from closed_offer
     where $1::text::jsonb ? campaign order by campaign, offer`,
    [JSON.stringify(campaigns)],
  );
}

export interface OfferChange {
  readonly close: readonly OfferOf[];
  readonly open: readonly OfferOf[];
}

type Offering = Pick<CampaignToSchedule, 'campaign' | 'file'>;

/**
 * What closing and opening offers means for these campaigns: each of them that has the offer.
 * @throws Problem naming every offer that none of them has, or that is not closed and is to be opened
 */
export async function offersToChange(
  db: Db,
  campaigns: readonly Offering[],
  {
    closedOffers,
    openedOffers,
  }: { readonly closedOffers: readonly string[]; readonly openedOffers: readonly string[] },
): Promise<OfferChange> {
  const ids = campaigns.map(({ campaign }) => campaign);
  const closedNow = await readClosedOffers(db, ids);
  const having = (offer: string) =>
    campaigns
      .filter(({ file }) => file.offers.some((of) => of.offer === offer))
      .map(({ campaign }): OfferOf => ({ campaign, offer }));
  const problems: ProblemDetail[] = [];
  const refuse = (code: string, place: string, offer: string, message: string) =>
    problems.push({ code, place, message, parameters: { offer, campaigns: ids.join(', ') } });
  const close = closedOffers.flatMap((offer, i) => {
    const found = having(offer);
    if (found.length === 0)
      refuse('offer-not-in-campaign', `closedOffers.${i}`, offer, `${ids.join(', ')} has no offer ${offer}.`);
    if (openedOffers.includes(offer))
      refuse('offer-closed-and-opened', `closedOffers.${i}`, offer, `${offer} is to be closed and opened at once.`);
    return found;
  });
  const open = openedOffers.flatMap((offer, i) => {
    const found = closedNow.filter((one) => one.offer === offer);
    if (found.length === 0)
      refuse('offer-not-closed', `openedOffers.${i}`, offer, `${offer} is not closed in ${ids.join(', ')}.`);
    return found;
  });
  const [first] = problems;
  if (first) throw new Problem('invalid', first.code, first.message, { problems, parameters: first.parameters ?? {} });
  return { close, open };
}

export async function changeOffers({ db, actor, clock }: Context, { close, open }: OfferChange): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const { campaign, offer } of open)
      await run(trx, 'delete from closed_offer where campaign = $1 and offer = $2', [campaign, offer]);
    for (const { campaign, offer } of close)
      await run(
        trx,
        `insert into closed_offer (campaign, offer, closed_by, closed_at) values ($1, $2, $3, $4)
         on conflict (campaign, offer) do nothing`,
        [campaign, offer, actor.login, clock.now()],
      );
  });
}
