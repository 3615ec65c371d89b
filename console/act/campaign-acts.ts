import type { Campaign, Permission, Session } from '#contract';

export type Change = 'submit' | 'approve' | 'reject' | 'pause' | 'resume' | 'close';
export type Act =
  | { readonly kind: 'edit' }
  | { readonly kind: Change }
  | { readonly kind: 'schedule'; readonly again: boolean }
  | { readonly kind: 'release'; readonly wave: Campaign['waves'][number] }
  | { readonly kind: 'evaluate' };

const needs: Readonly<Record<Act['kind'], Permission>> = {
  edit: 'campaigns.write',
  submit: 'campaigns.write',
  schedule: 'campaigns.write',
  approve: 'campaigns.approve',
  reject: 'campaigns.approve',
  release: 'campaigns.run',
  pause: 'campaigns.run',
  resume: 'campaigns.run',
  close: 'campaigns.run',
  evaluate: 'campaigns.run',
};

/** The first wave that has not been released. */
export const nextWave = (campaign: Campaign): Campaign['waves'][number] | undefined =>
  campaign.waves.find((wave) => wave.state === 'planned' || wave.state === 'held');

function possible(campaign: Campaign): readonly Act[] {
  const wave = nextWave(campaign);
  const release = wave ? [{ kind: 'release', wave } as const] : [];
  switch (campaign.state) {
    case 'draft':
      return [{ kind: 'submit' }, { kind: 'edit' }];
    case 'submitted':
      return [{ kind: 'approve' }, { kind: 'reject' }];
    case 'approved':
      return [{ kind: 'schedule', again: false }];
    case 'scheduled':
      return [...release, { kind: 'schedule', again: true }, { kind: 'close' }];
    case 'running':
      return [...release, { kind: 'pause' }, { kind: 'close' }];
    case 'paused':
      return [{ kind: 'resume' }, { kind: 'close' }];
    case 'closed':
      return [{ kind: 'evaluate' }];
    case 'evaluated':
      return [];
  }
}

/** What this person may do with the campaign now, the thing to do next first. The server decides; this only offers. */
export function actsOf(campaign: Campaign, session: Pick<Session, 'permissions'>): readonly Act[] {
  return possible(campaign).filter((act) => session.permissions.includes(needs[act.kind]));
}

/** Nobody approves their own: the server refuses it, so the console says so before. */
export const isOwn = (campaign: Campaign, session: Pick<Session, 'login'>): boolean =>
  campaign.createdBy === session.login ||
  campaign.history.findLast((step) => step.to === 'submitted')?.by === session.login;
