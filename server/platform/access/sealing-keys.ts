import { webcrypto } from 'node:crypto';
import { Problem } from '#contract';
import type { Clock } from '#platform/context';
import type { Records } from '#platform/records';

/*
 * ECIES by hand, of parts that browsers have: the phone makes a passing key pair, agrees on a secret with the
 * account's public key (ECDH, P-256), and derives from it (HKDF, SHA-256) the AES key that seals the queue. It keeps
 * its passing public half and the salt, and can then no longer open what it sealed. The server can, for that account.
 */

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const purpose = new TextEncoder().encode('gridloop sealed queue');
const { subtle } = webcrypto;
const base64 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64');

/** The account's public key (SPKI, base64), made when it is first asked for. */
export async function sealingKeyOf(db: Records, clock: Clock, accountId: string): Promise<string> {
  const known = await db
    .selectFrom('sealing_key')
    .select('public_key')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (known) return known.public_key;
  const pair = await subtle.generateKey(curve, true, ['deriveBits']);
  const row = {
    account_id: accountId,
    public_key: base64(await subtle.exportKey('spki', pair.publicKey)),
    private_key: base64(await subtle.exportKey('pkcs8', pair.privateKey)),
    created_at: clock.now(),
  };
  // Two phones may log in at once; one key wins, and both seal with it.
  await db
    .insertInto('sealing_key')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (
    await db
      .selectFrom('sealing_key')
      .select('public_key')
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow()
  ).public_key;
}

/**
 * The AES key (base64) of what was sealed for this account.
 * @throws Problem (invalid) when the passing key is none.
 */
export async function openSeal(
  db: Records,
  accountId: string,
  sealed: { readonly ephemeral: string; readonly salt: string },
): Promise<string> {
  const row = await db
    .selectFrom('sealing_key')
    .select('private_key')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!row) throw new Problem('missing', 'no-sealing-key', 'Nothing was ever sealed for this account.');
  const own = await subtle.importKey('pkcs8', Buffer.from(row.private_key, 'base64'), curve, false, ['deriveBits']);
  const passing = await subtle
    .importKey('spki', Buffer.from(sealed.ephemeral, 'base64'), curve, false, [])
    .catch((cause: unknown) => {
      throw new Problem('invalid', 'not-a-seal', 'This is no seal.', { cause });
    });
  const secret = await subtle.deriveBits({ name: 'ECDH', public: passing }, own, 256);
  const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const salt = Buffer.from(sealed.salt, 'base64');
  return base64(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info: purpose }, material, 256));
}
