import { lockBox, openBox, type Box } from './cipher.ts';

/**
 * Something only the owner's next log-in opens. The phone makes a passing key pair, agrees with the account's public
 * key on a secret, derives the AES key from it, and forgets its private half: from then on it cannot open the seal
 * itself. After log-in the server derives the same key and gives it out (route openSeal).
 */
export interface Seal {
  /** The passing public key, SPKI in base64. */
  readonly ephemeral: string;
  readonly salt: string;
  readonly box: Box;
}

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const purpose = new TextEncoder().encode('gridloop sealed queue');
const { subtle } = globalThis.crypto;

/** `sealingKey`: the account's public key, SPKI in base64. */
export async function seal(sealingKey: string, value: unknown): Promise<Seal> {
  const owner = await subtle.importKey('spki', bytesOf(sealingKey), curve, false, []);
  const passing = await subtle.generateKey(curve, true, ['deriveBits']);
  const secret = await subtle.deriveBits({ name: 'ECDH', public: owner }, passing.privateKey, 256);
  const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: purpose },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  return {
    ephemeral: base64(await subtle.exportKey('spki', passing.publicKey)),
    salt: base64(salt.buffer),
    box: await lockBox(key, value),
  };
}

/** `key`: what the server gave for this seal, base64. */
export async function unseal<T>(key: string, sealed: Seal): Promise<T> {
  return openBox<T>(await subtle.importKey('raw', bytesOf(key), 'AES-GCM', false, ['decrypt']), sealed.box);
}

const bytesOf = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const base64 = (buffer: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
