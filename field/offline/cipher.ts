/** JSON under AES-GCM; the vector is random, 96 bits, never used twice by all odds that matter. */
export interface Box {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

const { subtle } = globalThis.crypto;
const vectorBytes = 12;

/** A key that no script can take out of the browser; IndexedDB keeps it as it is. */
export const makeKey = (): Promise<CryptoKey> =>
  subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

export async function lockBox(key: CryptoKey, value: unknown): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(vectorBytes));
  const data = await subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  return { iv, data };
}

/** @throws OperationError when the box was made with another key, or changed. */
export async function openBox<T>(key: CryptoKey, { iv, data }: Box): Promise<T> {
  const bytes = await subtle.decrypt({ name: 'AES-GCM', iv }, key, data);
  return JSON.parse(new TextDecoder().decode(bytes)) as T;
}
