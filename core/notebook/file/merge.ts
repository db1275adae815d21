import { linesOf, isBlank, usualEnd } from './lines.ts';
import { partText, splitNotebook } from './parts.ts';

/** Parts of two notebooks that stand in one another's place; either may be empty, and where both are the same `theirs` is null. */
export interface Hunk {
  mine: string[];
  theirs: string[] | null;
}

/** Two texts of one notebook, part by part, in their order. */
export function compare(mine: string, theirs: string): Hunk[] {
  const [a, b] = [mine, theirs].map((text) => splitNotebook(text).map(partText)) as [string[], string[]];
  const same = common(a, b);
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  for (const [k, l] of [...same, [a.length, b.length] as const]) {
    if (k > i || l > j) hunks.push({ mine: a.slice(i, k), theirs: b.slice(j, l) });
    if (k < a.length) hunks.push({ mine: [a[k]!], theirs: null });
    [i, j] = [k + 1, l + 1];
  }
  return hunks;
}

/** Both: what differs stands one below the other, theirs first. */
export function keepBoth(mine: string, theirs: string): string {
  const end = usualEnd(theirs);
  let text = '';
  for (const hunk of compare(mine, theirs)) {
    for (const piece of [...(hunk.theirs ?? []), ...hunk.mine]) {
      const isFront = text === '' || hunk.theirs === null;
      if (!isFront && !/[\r\n]$/.test(text)) text += end;
      if (!isFront && !isBlank(linesOf(text).at(-1) ?? '') && !isBlank(linesOf(piece)[0] ?? '')) text += end;
      text += piece;
    }
  }
  return text;
}

/** The longest parts in common, by their places in both. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  const length = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i]![j] = a[i] === b[j] ? length[i + 1]![j + 1]! + 1 : Math.max(length[i + 1]![j]!, length[i]![j + 1]!);
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if (length[i + 1]![j]! >= length[i]![j + 1]!) i++;
    else j++;
  }
  return found;
}
