type Values<T extends readonly Promise<unknown>[]> = { -readonly [Place in keyof T]: Awaited<T[Place]> };

/**
 * What several pieces of work come to that go on side by side. Ends when all have ended, so that nothing of them is still
 * under way when one has failed.
 * @throws what the first of them in the list threw that failed
 */
export async function allEnded<const T extends readonly Promise<unknown>[]>(works: T): Promise<Values<T>> {
  const ended = await Promise.allSettled(works);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return ended.map((end) => (end.status === 'fulfilled' ? end.value : undefined)) as Values<T>;
}
