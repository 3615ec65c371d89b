import type { Offer } from '#contract';

/** Plans by index; groups.ts names them so. Fees in yuan a month. */
export interface Plan {
  readonly id: string;
  readonly feeYuan: number;
  readonly dataGb: number;
  readonly minutes: number;
}
export const plans: readonly Plan[] = [
  { id: 'prepaid-19', feeYuan: 19, dataGb: 3, minutes: 50 },
  { id: 'plan-59', feeYuan: 59, dataGb: 8, minutes: 150 },
  { id: 'plan-89', feeYuan: 89, dataGb: 15, minutes: 300 },
  { id: 'family-129', feeYuan: 129, dataGb: 30, minutes: 500 },
  { id: 'plan-199', feeYuan: 199, dataGb: 50, minutes: 1000 },
  { id: 'prestige-299', feeYuan: 299, dataGb: 100, minutes: 2000 },
];

type Row = readonly [
  id: string,
  en: string,
  zh: string,
  priceYuan: number,
  marginShare: number,
  horizonMonths?: number,
];
const rows: Readonly<Record<Offer['kind'], readonly Row[]>> = {
  'data-pack': [
    ['data-5g', '5 GB data pack', '5GB流量包', 10, 0.7, 12],
    ['data-10g', '10 GB data pack', '10GB流量包', 15, 0.7, 12],
    ['data-30g', '30 GB data pack', '30GB流量包', 30, 0.68, 12],
    ['data-60g', '60 GB data pack', '60GB流量包', 50, 0.65, 12],
    ['data-night', 'Night data pack', '夜间流量包', 8, 0.85, 12],
    ['data-video', 'Video data pack', '视频定向流量包', 19, 0.6, 12],
  ],
  'voice-pack': [
    ['voice-100', '100 minutes', '100分钟语音包', 10, 0.75, 6],
    ['voice-300', '300 minutes', '300分钟语音包', 25, 0.72, 6],
    ['long-distance', 'Long-distance pack', '长途畅打包', 15, 0.8, 6],
    ['roaming-asia', 'Roaming in Asia', '亚洲漫游包', 30, 0.5, 3],
    ['colour-ring', 'Ring-back tones', '彩铃', 6, 0.8],
  ],
  plan: [
    ['plan-59', 'Plan 59', '59元套餐', 59, 0.5, 24],
    ['plan-89', 'Plan 89', '89元套餐', 89, 0.5, 24],
    ['plan-199', 'Plan 199', '199元套餐', 199, 0.48, 24],
    ['prestige-299', 'Prestige 299', '尊享299套餐', 299, 0.45, 24],
    ['prepaid-19', 'Prepaid 19', '预付费19元', 19, 0.55],
    ['senior-29', 'Senior 29', '孝心29元套餐', 29, 0.45],
  ],
  bundle: [
    ['family-129', 'Family 129', '全家享129', 129, 0.42, 24],
    ['family-169', 'Family 169', '全家享169', 169, 0.42, 24],
    ['family-member', 'Family member card', '亲情副卡', 10, 0.6, 24],
    ['home-security', 'Home with cameras', '智家安防', 25, 0.4, 24],
  ],
  broadband: [
    ['fibre-300', 'Fibre 300M', '宽带300M', 50, 0.45, 24],
    ['fibre-500', 'Fibre 500M', '宽带500M', 70, 0.45, 24],
    ['fibre-1000', 'Fibre 1000M', '千兆宽带', 100, 0.42, 24],
    ['iptv', 'IPTV', 'IPTV高清电视', 15, 0.5, 24],
    ['mesh-wifi', 'Mesh Wi-Fi', '全屋WiFi', 15, 0.5, 24],
  ],
  device: [
    ['phone-5g-a', '5G phone A, contract', '5G合约机A', 80, 0.12, 24],
    ['phone-5g-b', '5G phone B, contract', '5G合约机B', 150, 0.1, 24],
    ['tablet', 'Tablet, contract', '合约平板', 60, 0.1, 24],
    ['watch', 'Watch with eSIM', 'eSIM手表', 25, 0.2, 24],
  ],
  service: [
    ['cloud-disk', 'Cloud disk', '云盘会员', 10, 0.6],
    ['video-member', 'Video membership', '视频会员', 15, 0.35],
    ['music-member', 'Music membership', '音乐会员', 10, 0.4],
    ['call-guard', 'Nuisance call guard', '骚扰拦截', 3, 0.9],
    ['screen-insurance', 'Screen insurance', '碎屏险', 8, 0.5],
  ],
  gift: [
    ['gift-points', 'Double points', '双倍积分', 0, 0],
    ['gift-data', '5 GB as a gift', '赠送5GB流量', 0, 0],
    ['gift-month', 'One month free', '首月免费', 0, 0],
    ['gift-topup', '10 yuan of credit', '赠10元话费', 0, 0],
    ['gift-box', 'Set-top box', '赠机顶盒', 0, 0],
  ],
};

export const offers: readonly Offer[] = Object.entries(rows).flatMap(([kind, list]) =>
  list.map(([id, en, zh, priceYuan, marginShare, horizonMonths = 12]) => ({
    id,
    name: { en, zh },
    kind: kind as Offer['kind'],
    products: [id],
    monthlyPriceFen: priceYuan * 100,
    monthlyMarginFen: Math.round(priceYuan * 100 * marginShare),
    horizonMonths,
    active: true,
    pitch: {
      en: `${en} for ${priceYuan} yuan a month, no change of your plan, and you can stop it any time.`,
      zh: `${zh}每月${priceYuan}元，不换套餐，随时可退。`,
    },
  })),
);

const byFamily = new Map<string, readonly Offer[]>();
/** The offers of one family, in the order of the catalogue. */
export function offersOf(family: string): readonly Offer[] {
  let list = byFamily.get(family);
  if (!list) byFamily.set(family, (list = offers.filter((offer) => offer.kind === family)));
  return list;
}
export function familyOf(offerId: string): Offer['kind'] | undefined {
  return offers.find((offer) => offer.id === offerId)?.kind;
}
