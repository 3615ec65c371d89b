interface Beginnings {
  readonly owner: string;
  readonly offer: string;
  readonly audience: string;
  /** `YYYY-MM-DD`; the first wave starts on the Monday after. */
  readonly today: string;
}

const dayMs = 86_400_000;

const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** A campaign file to begin with: complete, with the defaults that most campaigns keep. */
export function campaignTemplate({ owner, offer, audience, today }: Beginnings): string {
  const now = Date.parse(`${today}T00:00:00Z`);
  const untilMonday = 8 - (new Date(now).getUTCDay() || 7);
  const pilot = now + untilMonday * dayMs;
  return `campaign: ${offer}-${day(pilot).slice(0, 7)}
owner: ${owner}
objective: { en: "", zh: "" }
audience: ${JSON.stringify(audience)}
offers:
  - { offer: ${offer} }
channels:
  - { channel: field, share: 0.5 }
  - { channel: call, share: 0.5 }
experiment: { control: 0.1, unit: customer }
waves:
  - { share: 0.05, start: ${day(pilot)}, days: 5, gate: "lift.low > 0" }
  - { share: 0.95, start: ${day(pilot + 14 * dayMs)}, days: 20 }
policy:
  max_contacts: { per: 30d, count: 2 }
  rest_days: 14
work_order: { due_days: 7 }
success: { order: ${offer}, within_days: 14 }
budget:
  total: 100000
  per_contact: { field: 12, call: 3 }
  reward_per_success: 20
`;
}
