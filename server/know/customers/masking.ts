/** What a viewer sees of personal data who may not, or did not ask to, see it whole. */
export type Cell = string | number | boolean | null;

const stars = (count: number): string => '*'.repeat(Math.max(count, 0));

/** 王小明 → 王**, Ann Lee → A******. */
export function maskName(name: string): string {
  const letters = [...name];
  return `${letters[0] ?? ''}${stars(Math.min(letters.length - 1, 6))}`;
}

/** 13812345678 → 138****5678; short numbers are hidden whole. */
export function maskPhone(phone: string): string {
  const letters = [...phone];
  if (letters.length < 8) return stars(letters.length);
  return `${letters.slice(0, 3).join('')}${stars(letters.length - 7)}${letters.slice(-4).join('')}`;
}

/** The town stays, the door is hidden. */
export function maskAddress(address: string): string {
  const letters = [...address];
  return `${letters.slice(0, Math.min(6, Math.floor(letters.length / 2))).join('')}***`;
}

/** Standard fields that hold personal data, and how each is masked. */
const masks: Readonly<Record<string, (text: string) => string>> = {
  name: maskName,
  phone: maskPhone,
  number: maskPhone,
  address: maskAddress,
  identity_hash: () => '***',
  birth_date: (date) => `${date.slice(0, 4)}-**-**`,
};

/** A row with its personal fields masked. */
export function maskRow(row: Readonly<Record<string, Cell>>): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => {
      const mask = Object.hasOwn(masks, field) ? masks[field] : undefined;
      return [field, value === null || mask === undefined ? value : mask(String(value))];
    }),
  );
}

export const maskField = (field: string, value: Cell): Cell => maskRow({ [field]: value })[field] ?? null;
/** Whether a field is one of those that are masked. */
export const isMasked = (field: string): boolean => Object.hasOwn(masks, field);
