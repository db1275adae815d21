import { manyDigits } from '../table/text/json.ts';

/** A number that JavaScript would not give back as it is written: `1.0`, 19 digits, `NaN`. */
export class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  isWhole(): boolean {
    return /^-?[0-9]+$/.test(this.text);
  }

  /** As the nearest double. */
  valueOf(): number {
    const [, sign, name] = /^(-?)(nan|inf)/i.exec(this.text) ?? [];
    if (name === undefined) return this.isWhole() ? Number(BigInt(this.text)) : Number(this.text);
    return name.toLowerCase() === 'nan' ? NaN : sign ? -Infinity : Infinity;
  }

  /** As `roundedNumbers` finds them in SQL. */
  isRounded(): boolean {
    if (this.isWhole()) return false;
    if (!Number.isFinite(this.valueOf())) return /[0-9]/.test(this.text);
    const digits = this.text.replace(/^[-0.]+/, '').replace('.', '');
    if (digits.length < manyDigits || /e/i.test(this.text)) return false;
    const decimals = this.text.length - this.text.indexOf('.') - 1;
    return this.valueOf().toFixed(Math.min(decimals, 100)) !== this.text;
  }
}

export type Json = null | boolean | number | string | WrittenNumber | Json[] | { [key: string]: Json };

/** A key of an object that `parseJson` gave, as it is written. */
export function keyText(key: string): string {
  return key.startsWith(mark) ? key.slice(key.indexOf(':') + 1) : key;
}

/**
 * JSON as DuckDB reads it: numbers keep what they say, and `NaN` and `Infinity` are some, as Python writes
 * them. Throws an error with a reason for what is no JSON, half a character, and a key that is there twice
 * in an object that lies as deep as `recordDepth` (1 where the text is a record). Keys are in the order of the
 * text, and in deeper objects as often as there: `keyText` says which.
 */
export function parseJson(text: string, recordDepth: number): Json {
  let depth = 0;
  // How often each key was there so far, of the objects around.
  const keys: Map<string, number>[] = [];
  const marked = text.replaceAll(tokens, (token: string, string?: string, colon?: string) => {
    if (string !== undefined) {
      if (string.includes('\\u')) requireWhole(string);
      if (colon === undefined) return token;
      const key = JSON.parse(string) as string;
      const before = keys[depth]?.get(key) ?? 0;
      if (before > 0 && depth <= recordDepth) throw new Error(`the key ${string} is there twice`);
      keys[depth]?.set(key, before + 1);
      // JavaScript has each key once, and whole numbers first.
      const isKept = before === 0 && !/^[0-9]+$/.test(key);
      return isKept ? token : `${JSON.stringify(`${mark}${before}:${key}`)}${colon}`;
    }
    if (/[[\]{}]/.test(token)) {
      depth += token === '{' || token === '[' ? 1 : -1;
      if (token === '{') keys[depth] = new Map();
      return token;
    }
    const isPlain = (/[0-9]/.test(token) && String(Number(token)) === token) || !number.test(token);
    return isPlain ? token : JSON.stringify({ [mark]: token });
  });
  return JSON.parse(marked, (_, value: Json) =>
    value !== null && typeof value === 'object' && Object.hasOwn(value, mark)
      ? new WrittenNumber((value as Record<string, string>)[mark]!)
      : value,
  ) as Json;
}

/** Strings, which are keys before a colon; brackets; and what may be numbers. */
const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|[[\]{}]|-?(?:[0-9][0-9.eE+-]*|nan|inf(?:inity)?)/gi;
const number = /^-?(?:(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:e[+-]?[0-9]+)?|nan|inf(?:inity)?)$/i;
/** No file can have it. */
const mark = crypto.getRandomValues(new Uint32Array(4)).join('-');

function requireWhole(string: string): void {
  if (/\p{Surrogate}/u.test(JSON.parse(string) as string)) throw new Error('half of a character in a string');
}
