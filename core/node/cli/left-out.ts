import type { NotAsInFeast } from '../../feast/take-over.ts';

/** What is not the same in Feast and here, a line each under a title; nothing where all is. */
export function sayLeftOut(left: readonly NotAsInFeast[]): string[] {
  const lines = left.map(({ what, name, why }) => `  ${[what, name].filter(Boolean).join(' ')}: ${why}`);
  return lines.length > 0 ? ['', 'Not as in Feast:', ...lines] : [];
}
