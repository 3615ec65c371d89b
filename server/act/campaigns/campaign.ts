import type { CampaignFile, CampaignState } from '#contract';

/** The field that says which customers chance draws together; a grid is the org unit itself. */
export const drawnTogetherBy = { household: 'household_id', manager: 'manager_id' } as const;

/** What may happen to a campaign. */
export type Change =
  | 'change'
  | 'submit'
  | 'approve'
  | 'reject'
  | 'schedule'
  | 'start'
  | 'pause'
  | 'resume'
  | 'close'
  | 'evaluate';

export interface Standing {
  readonly state: CampaignState;
  readonly createdBy: string;
  readonly submittedBy: string | null;
}

export interface Refused {
  readonly code: 'not-in-this-state' | 'own-campaign' | 'reason-missing';
  readonly message: string;
}
export type Decision =
  | { readonly ok: true; readonly to: CampaignState }
  | { readonly ok: false; readonly refused: Refused };

/*
 *            ┌────reject───┐
 *          draft ─submit─▶ submitted ─approve─▶ approved ─schedule─▶ scheduled ─start─▶ running ⇄ paused
 *          change                                                    schedule              │       │
 *                                                                       └───────close──────┴───────┴─▶ closed ─evaluate─▶ evaluated
 */
export const life: Readonly<Record<Change, { readonly from: readonly CampaignState[]; readonly to: CampaignState }>> = {
  change: { from: ['draft'], to: 'draft' },
  submit: { from: ['draft'], to: 'submitted' },
  approve: { from: ['submitted'], to: 'approved' },
  reject: { from: ['submitted'], to: 'draft' },
  schedule: { from: ['approved', 'scheduled'], to: 'scheduled' },
  start: { from: ['scheduled'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  close: { from: ['scheduled', 'running', 'paused'], to: 'closed' },
  evaluate: { from: ['closed'], to: 'evaluated' },
};

/** Campaigns whose targets hold promises to customers and people. */
export const liveStates: readonly CampaignState[] = ['scheduled', 'running', 'paused'];

/** Whether somebody may make this change now, and where it leads. */
export function decide(
  campaign: Standing,
  change: Change,
  by: { login: string; why?: string | null | undefined },
): Decision {
  const { from, to } = life[change];
  if (!from.includes(campaign.state)) {
    return refuse(
      'not-in-this-state',
      `A campaign that is ${campaign.state} cannot ${verb[change]}; it must be ${from.join(' or ')}.`,
    );
  }
  if (change === 'approve' && (by.login === campaign.submittedBy || by.login === campaign.createdBy)) {
    return refuse('own-campaign', 'Nobody approves their own campaign.');
  }
  if (change === 'reject' && !by.why?.trim()) {
    return refuse('reason-missing', 'Say why it is sent back.');
  }
  return { ok: true, to };
}

function refuse(code: Refused['code'], message: string): Decision {
  return { ok: false, refused: { code, message } };
}

const verb: Readonly<Record<Change, string>> = {
  change: 'be changed',
  submit: 'be submitted',
  approve: 'be approved',
  reject: 'be sent back',
  schedule: 'be scheduled',
  start: 'start',
  pause: 'pause',
  resume: 'go on',
  close: 'be closed',
  evaluate: 'be evaluated',
};

const dayMs = 86_400_000;

/** A day so many days on. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** The last day of a wave. */
export function lastDay(wave: { start: string; days: number }): string {
  return addDays(wave.start, wave.days - 1);
}

/** The first day of a campaign, and the last one on which its success is still counted. */
export function span(file: Pick<CampaignFile, 'waves' | 'success'>): { first: string; last: string } {
  const first = file.waves.map((wave) => wave.start).sort()[0] ?? '';
  const end = file.waves.map(lastDay).sort().at(-1) ?? first;
  return { first, last: addDays(end, file.success.within_days) };
}

/** The ids of what counts as success: `a|b`. */
export function successOrders(file: Pick<CampaignFile, 'success'>): string[] {
  return file.success.order
    .split('|')
    .map((order) => order.trim())
    .filter((order) => order !== '');
}

/**
 * Whether two campaigns would spoil each other's comparison for a customer who is in both: they run at the same time
 * and one's offers or successes are also the other's.
 */
export function conflicts(one: CampaignFile, other: CampaignFile): boolean {
  const a = span(one);
  const b = span(other);
  if (a.last < b.first || b.last < a.first) return false;
  const mine = new Set([...one.offers.map((offer) => offer.offer), ...successOrders(one)]);
  return [...other.offers.map((offer) => offer.offer), ...successOrders(other)].some((id) => mine.has(id));
}

/** What reaching so many treated customers costs at most, in fen: contacts by the channels' shares, and what is fixed. Rewards depend on success. */
export function contactCostFen(file: Pick<CampaignFile, 'channels' | 'budget'>, treated: number): number {
  const perTarget = file.channels.reduce(
    (sum, { channel, share }) => sum + share * (file.budget.per_contact[channel] ?? 0),
    0,
  );
  return Math.round((file.budget.fixed + treated * perTarget) * 100);
}

/** '30d' in days. */
export function windowDays(per: string): number {
  return Number(per.slice(0, -1));
}
