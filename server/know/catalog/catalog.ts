import type { Offer } from '#contract';
import type { Context } from '#platform/context';
import type { Db } from '#platform/records';

interface OfferTable {
  id: string;
  name_en: string;
  name_zh: string;
  kind: Offer['kind'];
  products: string[];
  monthly_price_fen: number;
  monthly_margin_fen: number;
  horizon_months: number;
  pitch_en: string | null;
  pitch_zh: string | null;
  active: boolean;
}

declare module '#platform/records' {
  interface Tables {
    offer: OfferTable;
  }
}

/** The offers, or those with the given ids. Offers are the operator's, not a territory's: everybody may read them. */
export async function listOffers(db: Db, ids?: readonly string[]): Promise<Offer[]> {
  const rows = await db
    .selectFrom('offer')
    .selectAll()
    .$if(ids !== undefined, (query) => query.where('id', 'in', [...(ids ?? []), '']))
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: { en: row.name_en, zh: row.name_zh },
    kind: row.kind,
    products: row.products,
    monthlyPriceFen: row.monthly_price_fen,
    monthlyMarginFen: row.monthly_margin_fen,
    horizonMonths: row.horizon_months,
    ...(row.pitch_en !== null && row.pitch_zh !== null && { pitch: { en: row.pitch_en, zh: row.pitch_zh } }),
    active: row.active,
  }));
}

export async function putOffers({ db }: Pick<Context, 'db'>, offers: readonly Offer[]): Promise<number> {
  await db.transaction().execute(async (trx) => {
    for (const offer of offers) {
      const row = {
        name_en: offer.name.en,
        name_zh: offer.name.zh,
        kind: offer.kind,
        products: offer.products,
        monthly_price_fen: offer.monthlyPriceFen,
        monthly_margin_fen: offer.monthlyMarginFen,
        horizon_months: offer.horizonMonths,
        pitch_en: offer.pitch?.en ?? null,
        pitch_zh: offer.pitch?.zh ?? null,
        active: offer.active,
      };
      await trx
        .insertInto('offer')
        .values({ id: offer.id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    }
  });
  return offers.length;
}
