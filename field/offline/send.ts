import {
  Problem,
  type AppealAnswer,
  type ClientAction,
  type PhoneOrder,
  type demandRoutes,
  type Result,
  type worklistRoutes,
} from '#contract';
import { blockRows } from './cards.ts';
import { lockBox, openBox, type Box } from './cipher.ts';
import type { Server } from './server.ts';
import { nextRevision, stillHeld, type Held } from './database.ts';
import { withPending, detailWithPending } from './merge.ts';
import type { Memory } from './pull.ts';
import { takeHead } from './queue.ts';
import { workId, type Card, type Conflict, type Waiting, type Work } from './work.ts';

type Answered = Result<(typeof worklistRoutes)['sendActions']>['results'][number];
type Taken = Result<(typeof demandRoutes)['sendReports']>['results'][number];

/** What became of the pieces of one request. */
interface Settled {
  readonly done: readonly Waiting[];
  readonly conflicts: readonly Conflict[];
}

/**
 *   head of the queue → one request → answers ─┬─ taken    → off the queue, laid into the order's card
 *                                              └─ not so   → off the queue, kept beside the server's state for the person
 *
 * Until the answers are written down nothing leaves the queue; sent again, the server answers the same. Returns when the
 * queue is empty or what stands first can still be taken back.
 * @throws what the server throws, when it cannot be reached or refuses the phone itself; the queue is as it was.
 */
export async function sendQueue(
  held: Held,
  server: Server,
  memory: Pick<Memory, 'cards' | 'revision'>,
  now: () => Date,
  tell: () => void = () => {},
): Promise<void> {
  const { cards } = memory;
  let most: number | undefined;
  for (;;) {
    const head = await takeHead(held, now().getTime(), most);
    if (head.length === 0) return;
    try {
      await settle(held, memory, await send(server, head, cards, now()));
      most = undefined;
    } catch (error) {
      if (!(error instanceof Problem) || (error.kind !== 'invalid' && error.kind !== 'forbidden')) throw error;
      // One piece that the server cannot read must not hold up the others: one by one, and the one is shown.
      if (head.length > 1) most = 1;
      else await settle(held, memory, notTaken(head, cards, error, now()));
    }
    tell();
  }
}

async function send(
  server: Server,
  head: readonly Waiting[],
  cards: ReadonlyMap<string, Card>,
  now: Date,
): Promise<Settled> {
  const answers = await sendOneKind(
    server,
    head.map(({ work }) => work),
  );
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const missing = head.find(({ work }) => !byId.has(workId(work)));
  if (missing) throw new Error(`The server said nothing of ${workId(missing.work)}`);
  return {
    done: head,
    conflicts: head.flatMap(({ work }) => {
      const answer = byId.get(workId(work));
      if (!answer) return [];
      if ('state' in answer) return conflictOf(work, answer, cards, now);
      return 'problem' in answer && answer.problem ? [refusal(work, answer.problem, cards, now)] : [];
    }),
  };
}

/** What travels together is of one kind. */
async function sendOneKind(
  server: Server,
  works: readonly Work[],
): Promise<readonly (Answered | Taken | AppealAnswer)[]> {
  const actions = works.flatMap((work) => (work.kind === 'action' ? [work.action] : []));
  if (actions.length > 0) return server.sendActions(actions);
  const reports = works.flatMap((work) => (work.kind === 'report' ? [work.report] : []));
  if (reports.length > 0) return server.sendReports(reports);
  return server.sendAppeals(works.flatMap((work) => (work.kind === 'appeal' ? [work.appeal] : [])));
}

function conflictOf(work: Work, answer: Answered, cards: ReadonlyMap<string, Card>, now: Date): Conflict[] {
  if (answer.status !== 'refused' && answer.theirs === null) return [];
  // That an order was begun or a step was ticked on an order that has gone is of no use to anybody.
  if (answer.status === 'refused' && work.kind === 'action' && work.action.kind !== 'result') return [];
  return [
    {
      id: answer.id,
      at: now.toISOString(),
      kind: answer.status === 'refused' ? 'refused' : 'met',
      work,
      customerName: nameOf(work, cards),
      problem: answer.problem,
      theirs: answer.theirs,
    },
  ];
}

function notTaken(
  head: readonly Waiting[],
  cards: ReadonlyMap<string, Card>,
  { code, message }: Problem,
  now: Date,
): Settled {
  return { done: head, conflicts: head.map(({ work }) => refusal(work, { code, message }, cards, now)) };
}

const refusal = (
  work: Work,
  problem: NonNullable<Conflict['problem']>,
  cards: ReadonlyMap<string, Card>,
  now: Date,
): Conflict => ({
  id: workId(work),
  at: now.toISOString(),
  kind: 'refused',
  work,
  customerName: nameOf(work, cards),
  problem,
  theirs: null,
});

const nameOf = (work: Work, cards: ReadonlyMap<string, Card>) =>
  (work.kind === 'action' && cards.get(work.action.workOrderId)?.customerName) || null;

/** One transaction: off the queue, conflicts kept, and the orders as they now stand, so that nothing looks undone meanwhile. */
async function settle(
  held: Held,
  memory: Pick<Memory, 'cards' | 'revision'>,
  { done, conflicts }: Settled,
): Promise<void> {
  const { db, key } = held;
  const { cards } = memory;
  const refused = new Set(conflicts.filter(({ kind }) => kind === 'refused').map(({ id }) => id));
  const actions = done.flatMap(({ work }) =>
    work.kind === 'action' && !refused.has(work.action.id) ? [work.action] : [],
  );
  const byOrder = Map.groupBy(actions, (action) => action.workOrderId);
  const next = new Map(cards);
  for (const [id, own] of byOrder) {
    const card = next.get(id);
    if (card) next.set(id, withPending(card, own));
  }
  const rows = {
    blocks: await blockRows(key, next, byOrder.keys()),
    details: await changedDetails(held, byOrder),
    sent: await Promise.all(
      newestResults(actions).map(async (one) => ({ id: one.workOrderId, box: await lockBox(key, one) })),
    ),
    conflicts: await Promise.all(conflicts.map(async (one) => ({ id: one.id, box: await lockBox(key, one) }))),
  };
  memory.revision = await db.transaction(
    'rw',
    [db.queue, db.conflicts, db.blocks, db.details, db.sent, db.kept],
    async () => {
      await stillHeld(held);
      await db.queue.bulkDelete(done.map(({ seq }) => seq));
      await db.conflicts.bulkPut(rows.conflicts);
      await db.blocks.bulkPut(rows.blocks);
      await db.details.bulkPut(rows.details);
      await db.sent.bulkPut(rows.sent);
      return nextRevision(db);
    },
  );
  for (const id of byOrder.keys()) {
    const card = next.get(id);
    if (card) cards.set(id, card);
  }
}

async function changedDetails(
  { db, key }: Held,
  byOrder: ReadonlyMap<string, readonly ClientAction[]>,
): Promise<{ id: string; box: Box }[]> {
  const rows = await db.details.bulkGet([...byOrder.keys()]);
  return Promise.all(
    rows
      .filter((row) => row !== undefined)
      .map(async ({ id, box }) => {
        const order = await openBox<PhoneOrder>(key, box);
        return { id, box: await lockBox(key, detailWithPending(order, byOrder.get(id) ?? [])) };
      }),
  );
}

/** The newest own result of each order: what later news is compared with. */
function newestResults(actions: readonly ClientAction[]): ClientAction[] {
  const newest = new Map<string, ClientAction>();
  for (const action of actions) {
    const before = newest.get(action.workOrderId);
    if (action.kind === 'result' && (!before || before.at <= action.at)) newest.set(action.workOrderId, action);
  }
  return [...newest.values()];
}
