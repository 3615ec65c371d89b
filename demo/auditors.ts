import type { Verification } from '#contract';
import { join } from 'node:path';
import { inParallel, type DemoClient } from './client.ts';
import { readContacts } from './contact-log.ts';
import { indexOf } from './customer.ts';

/** The share of customers who were contacted and say they were not. */
export const forgetful = 0.03;
const notReached: ReadonlySet<string> = new Set(['unreachable', 'wrong_details']);
const casesAtOnce = 500;
const auditorsAtOnce = 4;

/** What a call-back finds: what really happened, as far as customers remember it. The same feedback is found alike every time. */
export function createAuditor(directory: string): (feedback: Verification) => 'true' | 'false' {
  const happened = new Set(readContacts(join(directory, 'truth')).map((contact) => contact.index));
  return ({ customerId, result, id }) => {
    const wasReached = happened.has(indexOf(customerId) ?? -1);
    if (notReached.has(result)) return wasReached ? 'false' : 'true';
    const forgets = Number.parseInt(id.replaceAll('-', '').slice(0, 6), 16) / 0x1000000 < forgetful;
    return wasReached && !forgets ? 'true' : 'false';
  };
}

/** Verifies what was drawn of a month, but for the cases to be left open. Resolves to what was found. */
export async function verifyDrawn(
  auditor: DemoClient,
  directory: string,
  month: string,
  leaveOpen: (feedback: Verification) => boolean = () => false,
): Promise<Verification[]> {
  const find = createAuditor(directory);
  const found: Verification[] = [];
  for (let left = 0; ;) {
    const { items } = await auditor.listVerifications({
      query: { month, state: 'open', limit: casesAtOnce, offset: left },
    });
    if (items.length === 0) return found;
    const now = items.filter((one) => !leaveOpen(one));
    left += items.length - now.length;
    await inParallel(now, auditorsAtOnce, async (one) => {
      found.push(await auditor.recordFinding({ params: { id: one.id }, body: { finding: find(one) } }));
    });
  }
}
