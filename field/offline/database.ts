import { Dexie, type DexieOptions, type Table } from 'dexie';
import type { Box } from './cipher.ts';
import type { Seal } from './sealing.ts';

/*
 * What the phone keeps. Everything a person or a customer could be known by is in a Box (AES-GCM under the data key);
 * in the clear stand only the numbers of orders, the order of the queue, and who holds the phone until when.
 */

/** Some hundred cards of orders, encrypted together: ten thousand single ones would take seconds to open. */
interface BlockRow {
  readonly block: number;
  readonly box: Box;
}
export interface BoxRow {
  readonly id: string;
  readonly box: Box;
}
export interface QueueRow {
  /** Given by the store: the order of sending. */
  readonly seq?: number;
  readonly id: string;
  /** Until then it can be taken back, in milliseconds of the phone's clock. */
  readonly holdUntil: number;
  /** 1 from the moment it leaves for the server: it can no longer be taken back. */
  readonly sending: 0 | 1;
  readonly box: Box;
}
/** What could not be sent when the phone was locked, for its owner's next log-in here. */
interface SealedRow {
  readonly id: string;
  readonly accountId: string;
  readonly count: number;
  readonly at: string;
  readonly seal: Seal;
}
/** Who holds the phone. Gone when it is locked, together with everything in a Box. */
export interface Holder {
  readonly accountId: string;
  readonly login: string;
  readonly expiresAt: string;
  readonly sealingKey: string;
  /** Not extractable: the browser keeps it, no script can read it. */
  readonly key: CryptoKey;
  /** Names the key: another log-in, another name. */
  readonly keyId: string;
}
/** An open phone, as the code that writes to it holds it. */
export interface Held {
  readonly db: PhoneDatabase;
  readonly key: CryptoKey;
  readonly keyId: string;
}
export type LockedWhy = 'never' | 'logged-out' | 'expired' | 'locked-out';
export interface Lock {
  readonly why: LockedWhy;
  readonly login: string | null;
}

export class PhoneDatabase extends Dexie {
  declare readonly blocks: Table<BlockRow, number>;
  declare readonly details: Table<BoxRow, string>;
  declare readonly parts: Table<BoxRow, string>;
  declare readonly queue: Table<QueueRow, number>;
  declare readonly sent: Table<BoxRow, string>;
  declare readonly conflicts: Table<BoxRow, string>;
  declare readonly drafts: Table<BoxRow, string>;
  declare readonly sealed: Table<SealedRow, string>;
  declare readonly kept: Table<{ readonly name: string; readonly value: unknown }, string>;

  constructor(name = 'gridloop-field', options: DexieOptions = {}) {
    // What has been acknowledged to a person must be on the disk, not in a buffer.
    super(name, { chromeTransactionDurability: 'strict', ...options });
    this.version(1).stores({
      blocks: 'block',
      details: 'id',
      parts: 'id',
      queue: '++seq, &id',
      sent: 'id',
      conflicts: 'id',
      drafts: 'id',
      sealed: 'id, accountId',
      kept: 'name',
    });
  }
}

/** All tables whose rows are in Boxes: what goes with the data key. */
export const boxed = (db: PhoneDatabase) =>
  [db.blocks, db.details, db.parts, db.queue, db.sent, db.conflicts, db.drafts] as const;

export const holderOf = async (db: PhoneDatabase): Promise<Holder | undefined> =>
  (await db.kept.get('holder'))?.value as Holder | undefined;
export const lockOf = async (db: PhoneDatabase): Promise<Lock> =>
  ((await db.kept.get('lock'))?.value as Lock | undefined) ?? { why: 'never', login: null };

/**
 * Called inside every transaction that writes boxes: the phone may have been locked in another window meanwhile, and
 * what is written under a dropped key could never be opened again.
 */
export async function stillHeld({ db, keyId }: Held): Promise<void> {
  if ((await holderOf(db))?.keyId !== keyId) throw new PhoneLocked();
}

export class PhoneLocked extends Error {
  constructor() {
    super('The phone is locked');
    this.name = 'PhoneLocked';
  }
}

/** Counts the changes of cards, so that another window knows that what it remembers is old. */
export const revisionOf = async (db: PhoneDatabase): Promise<number> =>
  ((await db.kept.get('revision'))?.value as number | undefined) ?? 0;
/** Inside the transaction that changes cards. */
export async function nextRevision(db: PhoneDatabase): Promise<number> {
  const value = (await revisionOf(db)) + 1;
  await db.kept.put({ name: 'revision', value });
  return value;
}
