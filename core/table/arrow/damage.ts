/** A message that nothing whole has. */
export const damaged = 'it is cut off or damaged';

/**
 * The parts of a vector in a message's metadata. Each takes a byte at least, so a count that is damaged
 * is known before anything is made of it.
 */
export function partsOf<T>(
  table: { bb: { capacity(): number } | null },
  count: number,
  get: (index: number) => T | null,
): T[] {
  if (!(count >= 0 && count <= table.bb!.capacity())) throw new Error(damaged);
  return Array.from({ length: count }, (_, i) => get(i)!);
}
