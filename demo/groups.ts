import type { Offer, Text2 } from '#contract';

/**
 * The planted behaviour groups: what they use, how they change, and how they answer offers. Only demo/ reads this;
 * the system has to find it out.
 */
export type Family = Offer['kind'];
/** The families that customers order, in a fixed order: streams of chance are drawn in it. */
export const families = ['data-pack', 'voice-pack', 'plan', 'bundle', 'broadband', 'device', 'service'] as const;
export type OrderedFamily = (typeof families)[number];

export interface Group {
  readonly id: string;
  readonly name: Text2;
  readonly share: number;
  /** Plans by index into `plans` of the catalogue, with their shares. */
  readonly plans: readonly (readonly [plan: number, share: number])[];
  readonly voiceMinutes: number;
  readonly longDistanceShare: number;
  readonly roamingMinutes: number;
  readonly sms: number;
  /** Mobile data over what the plan holds: median. */
  readonly dataStretch: number;
  readonly videoShare: number;
  /** Share with broadband, and what they use of it. */
  readonly broadbandShare: number;
  readonly broadbandGb: number;
  /** Relative change of usage a month. */
  readonly trend: number;
  readonly rivalCalls: number;
  readonly complaintRate: number;
  readonly serviceRate: number;
  /** Chance a month to leave. */
  readonly churn: number;
  readonly automaticPaymentShare: number;
  readonly latePaymentRate: number;
  readonly tenureMonths: number;
  readonly age: number;
  /** Chance a month to order of one's own accord, by family. */
  readonly organic: Readonly<Record<OrderedFamily, number>>;
  /** What a real contact in person adds to that chance. */
  readonly effect: Readonly<Record<OrderedFamily, number>>;
  /** How much easier than the average to reach. */
  readonly reachFactor: number;
}

const chances = (...values: [number, number, number, number, number, number, number]) =>
  Object.fromEntries(families.map((family, i) => [family, values[i]])) as Record<OrderedFamily, number>;

export const groups: readonly Group[] = [
  {
    id: 'established',
    name: { en: 'Established', zh: '稳定老客户' },
    share: 0.24,
    plans: [
      [1, 0.5],
      [2, 0.4],
      [3, 0.1],
    ],
    voiceMinutes: 260,
    longDistanceShare: 0.12,
    roamingMinutes: 4,
    sms: 18,
    dataStretch: 0.75,
    videoShare: 0.35,
    broadbandShare: 0.35,
    broadbandGb: 90,
    trend: 0,
    rivalCalls: 0.02,
    complaintRate: 0.006,
    serviceRate: 0.03,
    churn: 0.003,
    automaticPaymentShare: 0.8,
    latePaymentRate: 0.05,
    tenureMonths: 130,
    age: 50,
    organic: chances(0.02, 0.008, 0.006, 0.003, 0.004, 0.005, 0.006),
    effect: chances(0.045, 0.02, 0.015, 0.01, 0.012, 0.005, 0.01),
    reachFactor: 1.05,
  },
  {
    id: 'long-distance',
    name: { en: 'Long-distance lovers', zh: '长途爱好者' },
    share: 0.12,
    plans: [
      [1, 0.55],
      [2, 0.4],
      [4, 0.05],
    ],
    voiceMinutes: 430,
    longDistanceShare: 0.5,
    roamingMinutes: 35,
    sms: 40,
    dataStretch: 0.85,
    videoShare: 0.3,
    broadbandShare: 0.12,
    broadbandGb: 60,
    trend: 0.004,
    rivalCalls: 0.05,
    complaintRate: 0.008,
    serviceRate: 0.04,
    churn: 0.008,
    automaticPaymentShare: 0.5,
    latePaymentRate: 0.1,
    tenureMonths: 38,
    age: 34,
    organic: chances(0.03, 0.025, 0.006, 0.002, 0.002, 0.005, 0.006),
    effect: chances(0.055, 0.08, 0.01, 0.004, 0.004, 0.005, 0.01),
    reachFactor: 0.9,
  },
  {
    id: 'family',
    name: { en: 'Typical family', zh: '典型家庭' },
    share: 0.2,
    plans: [
      [2, 0.35],
      [3, 0.55],
      [4, 0.1],
    ],
    voiceMinutes: 300,
    longDistanceShare: 0.15,
    roamingMinutes: 6,
    sms: 15,
    dataStretch: 0.95,
    videoShare: 0.5,
    broadbandShare: 0.85,
    broadbandGb: 210,
    trend: 0.008,
    rivalCalls: 0.03,
    complaintRate: 0.01,
    serviceRate: 0.05,
    churn: 0.004,
    automaticPaymentShare: 0.75,
    latePaymentRate: 0.06,
    tenureMonths: 70,
    age: 41,
    organic: chances(0.03, 0.006, 0.008, 0.012, 0.006, 0.008, 0.008),
    effect: chances(0.1, 0.01, 0.02, 0.06, 0.02, 0.01, 0.02),
    reachFactor: 1.1,
  },
  {
    id: 'leavers',
    name: { en: 'Likely leavers', zh: '潜在离网' },
    share: 0.11,
    plans: [
      [1, 0.6],
      [2, 0.35],
      [3, 0.05],
    ],
    voiceMinutes: 190,
    longDistanceShare: 0.14,
    roamingMinutes: 5,
    sms: 12,
    dataStretch: 0.9,
    videoShare: 0.4,
    broadbandShare: 0.15,
    broadbandGb: 70,
    trend: -0.055,
    rivalCalls: 0.7,
    complaintRate: 0.035,
    serviceRate: 0.11,
    churn: 0.028,
    automaticPaymentShare: 0.35,
    latePaymentRate: 0.22,
    tenureMonths: 24,
    age: 36,
    // Sleeping dogs: a contact reminds them of what they meant to end.
    organic: chances(0.055, 0.012, 0.01, 0.004, 0.004, 0.006, 0.004),
    effect: chances(-0.04, -0.008, -0.006, -0.003, -0.002, -0.003, -0.002),
    reachFactor: 0.85,
  },
  {
    id: 'prepaid',
    name: { en: 'Prepaid', zh: '预付费' },
    share: 0.16,
    plans: [[0, 1]],
    voiceMinutes: 110,
    longDistanceShare: 0.1,
    roamingMinutes: 2,
    sms: 22,
    dataStretch: 0.8,
    videoShare: 0.45,
    broadbandShare: 0.03,
    broadbandGb: 40,
    trend: 0,
    rivalCalls: 0.08,
    complaintRate: 0.004,
    serviceRate: 0.03,
    churn: 0.016,
    automaticPaymentShare: 0,
    latePaymentRate: 0.1,
    tenureMonths: 16,
    age: 26,
    organic: chances(0.04, 0.015, 0.008, 0.001, 0.001, 0.004, 0.003),
    effect: chances(0.035, 0.02, 0.03, 0.002, 0.002, 0.003, 0.004),
    reachFactor: 0.75,
  },
  {
    id: 'high-end',
    name: { en: 'High-end', zh: '高端客户' },
    share: 0.07,
    plans: [
      [4, 0.6],
      [5, 0.4],
    ],
    voiceMinutes: 720,
    longDistanceShare: 0.3,
    roamingMinutes: 60,
    sms: 25,
    dataStretch: 0.7,
    videoShare: 0.4,
    broadbandShare: 0.6,
    broadbandGb: 160,
    trend: 0.01,
    rivalCalls: 0.05,
    complaintRate: 0.012,
    serviceRate: 0.07,
    churn: 0.005,
    automaticPaymentShare: 0.9,
    latePaymentRate: 0.02,
    tenureMonths: 90,
    age: 44,
    organic: chances(0.035, 0.01, 0.01, 0.006, 0.006, 0.02, 0.015),
    effect: chances(0.12, 0.02, 0.02, 0.02, 0.02, 0.05, 0.04),
    reachFactor: 0.8,
  },
  {
    id: 'broadband',
    name: { en: 'Broadband', zh: '宽带客户' },
    share: 0.1,
    plans: [
      [0, 0.3],
      [1, 0.7],
    ],
    voiceMinutes: 80,
    longDistanceShare: 0.1,
    roamingMinutes: 2,
    sms: 6,
    dataStretch: 0.6,
    videoShare: 0.3,
    broadbandShare: 1,
    broadbandGb: 420,
    trend: 0.006,
    rivalCalls: 0.04,
    complaintRate: 0.014,
    serviceRate: 0.06,
    churn: 0.006,
    automaticPaymentShare: 0.7,
    latePaymentRate: 0.07,
    tenureMonths: 52,
    age: 38,
    organic: chances(0.02, 0.004, 0.006, 0.01, 0.015, 0.006, 0.01),
    effect: chances(0.05, 0.006, 0.01, 0.05, 0.06, 0.006, 0.03),
    reachFactor: 1,
  },
];

/** Chance that a contact through a channel really reaches the customer, and what is left of the effect of one in person. */
export const channelReach: Readonly<Record<string, { readonly reach: number; readonly strength: number }>> = {
  field: { reach: 0.66, strength: 1 },
  call: { reach: 0.52, strength: 0.8 },
  hall: { reach: 0.35, strength: 1 },
  sms: { reach: 0.9, strength: 0.15 },
  push: { reach: 0.4, strength: 0.2 },
  email: { reach: 0.25, strength: 0.1 },
  mail: { reach: 0.3, strength: 0.1 },
};

/** By calendar month, January first. Spring Festival lifts voice; summer lifts data; promotions lift orders. */
export const season = {
  voice: [1.08, 1.16, 0.98, 0.97, 0.99, 0.98, 0.98, 0.99, 1.02, 1.03, 0.97, 0.98],
  data: [1.02, 1.06, 0.95, 0.96, 1.0, 1.02, 1.1, 1.1, 0.98, 1.0, 0.97, 0.99],
  orders: [1.05, 0.85, 0.95, 0.95, 1.1, 1.0, 0.95, 1.0, 1.1, 1.0, 1.15, 1.0],
} as const;
