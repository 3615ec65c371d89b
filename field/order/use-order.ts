import type { PhoneCampaign, PhoneOrder } from '#contract';
import { useEffect, useState } from 'react';
import { usePhone, usePhoneState } from '../app/the-phone.ts';
import type { Card } from '../offline/work.ts';

export interface OpenOrder {
  readonly card: Card;
  /** Undefined while it is being decrypted. */
  readonly order: PhoneOrder | undefined;
  readonly campaign: PhoneCampaign | undefined;
}

/** An order as it stands, and again whenever something changes it. Undefined where the phone does not hold it. */
export function useOrder(id: string): OpenOrder | undefined {
  const phone = usePhone();
  const { cards, campaigns, queue } = usePhoneState();
  const card = cards.get(id);
  const [order, setOrder] = useState<PhoneOrder>();
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const found = await phone.detail(id);
      if (wanted) setOrder(found);
    };
    void read();
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line exhaustive-effect-dependencies -- what is read from the disk changes with these two
  }, [phone, id, card, queue]);
  return card && { card, order, campaign: campaigns.get(card.campaignId) };
}
