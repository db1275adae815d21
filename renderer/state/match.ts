/**
 * How well typed letters fit a text: null where they are not in it in their order, else greater is
 * better. Letters that begin a word or follow one another count for more; a shorter text wins.
 */
export function match(typed: string, text: string): number | null {
  const letters = typed.toLowerCase().replaceAll(/\s+/g, '');
  const lower = text.toLowerCase();
  let score = 0;
  let last = -2;
  for (const letter of letters) {
    const at = best(lower, letter, last);
    if (at === -1) return null;
    score += at === last + 1 ? 3 : startsWord(lower, at) ? 2 : 0;
    last = at;
  }
  return score - lower.length / 100;
}

/** The next letter itself, else one that begins a word, else any. */
function best(text: string, letter: string, last: number): number {
  const from = Math.max(0, last + 1);
  if (text[from] === letter) return from;
  for (let i = from; i < text.length; i++) if (text[i] === letter && startsWord(text, i)) return i;
  return text.indexOf(letter, from);
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]!);
}
