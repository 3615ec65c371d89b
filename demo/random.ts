/**
 * Seeded chance. Every customer, month and purpose has its own stream, so the output depends neither on the number of
 * threads nor on the order of the work. Generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded through murmur3's
 * finaliser.
 */
export interface Random {
  /** Starts the stream of one subject for one purpose. */
  restart(seed: number, subject: number, purpose: number): void;
  /** A whole number from 0 to 2³² − 1. */
  next(): number;
  /** From 0 up to, not including, 1. */
  uniform(): number;
  /** A whole number from 0 to below − 1. */
  below(below: number): number;
  /** About normal with mean 0 and deviation 1 (sum of four bytes; never beyond ±3.45). */
  normal(): number;
}

/** What a stream is drawn for; months are added to the monthly ones. */
export const purpose = {
  profile: 1,
  household: 2,
  city: 3,
  managers: 4,
  contact: 5,
  split: 6,
  contracts: 501,
  usage: 1_000,
  orders: 2_000,
  service: 3_000,
  payment: 4_000,
} as const;

/** Scrambles three whole numbers into one of 32 bits. */
export function scramble(a: number, b: number, c: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ b, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13) ^ c, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A text as a 32-bit number (FNV-1a). */
export function numberOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

export function createRandom(): Random {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  function next(): number {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  }
  return {
    restart(seed, subject, purposeNumber) {
      a = scramble(seed, subject, purposeNumber) | 0;
      b = scramble(subject, purposeNumber, seed ^ 0x5bd1e995) | 0;
      c = scramble(purposeNumber, seed, subject ^ 0x1b873593) | 0;
      d = 1;
      for (let i = 0; i < 6; i++) next();
    },
    next,
    uniform: () => next() / 4294967296,
    below: (below) => Math.floor((next() / 4294967296) * below),
    normal() {
      const n = next();
      // Four bytes: mean 510, variance 4 × (256² − 1) / 12.
      return ((n & 255) + ((n >>> 8) & 255) + ((n >>> 16) & 255) + (n >>> 24) - 510) / 147.801;
    },
  };
}
