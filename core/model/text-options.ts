import type { TextOptions } from './definitions.ts';

/** What is wrong with one option, and what belongs there. */
interface WrongOption {
  key: keyof TextOptions;
  expected: string;
}

const marks = ['delimiter', 'quote', 'escape', 'comment'] as const;

/** Which two cannot be one mark: a delimiter may be the decimal mark where such numbers are quoted, and an escape the quote. */
const apart = [
  ['delimiter', 'quote'],
  ['delimiter', 'escape'],
  ['delimiter', 'comment'],
  ['quote', 'comment'],
] as const;

/** Which of these cannot be how a text file is written. */
export function wrongTextOptions(options: TextOptions): WrongOption[] {
  const { thousands, encoding, decimal = '.' } = options;
  const wrong: WrongOption[] = marks
    .filter((key) => options[key] !== undefined && !isMark(options[key]))
    .map((key) => ({ key, expected: 'write one ASCII character' }));
  if (thousands !== undefined && !/^[^\n\r]$/.test(thousands))
    wrong.push({ key: 'thousands', expected: 'write one character' });
  if (thousands === decimal) wrong.push({ key: 'thousands', expected: 'write another mark than the decimal one' });
  const used = { ...options, quote: options.quote ?? '"' };
  for (const [a, b] of apart) {
    if (used[a] === undefined || used[a] !== used[b]) continue;
    const [key, other] = options[b] === undefined ? [a, b] : [b, a];
    wrong.push({ key, expected: `write another mark than the ${other}` });
  }
  if (encoding !== undefined && !isEncoding(encoding))
    wrong.push({ key: 'encoding', expected: 'write utf-8, latin-1, windows-1252, utf-16le, shift_jis or the like' });
  return wrong;
}

/** The name by which TextDecoder knows an encoding; `latin-1` is Python's word. */
export function encodingLabel(encoding: string): string {
  return /^latin-1$/i.test(encoding) ? 'latin1' : encoding;
}

function isEncoding(encoding: string): boolean {
  try {
    return Boolean(new TextDecoder(encodingLabel(encoding)));
  } catch {
    return false;
  }
}

/** Reading is by bytes, so that what separates is one byte. */
function isMark(text: string): boolean {
  const code = text.charCodeAt(0);
  return text.length === 1 && code > 0 && code < 128 && text !== '\n' && text !== '\r';
}
