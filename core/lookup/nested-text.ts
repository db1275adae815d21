import { nestedType, type NestedType } from '../types/nested-type.ts';

/** A value that DuckDB has printed, taken apart: a leaf is its text and its type. */
export type Nested = null | { text: string; type: string } | Nested[] | Map<string, Nested>;

/**
 * Reads what DuckDB prints of a struct, a map or a list of them: `{'a': 1, 'b c': 'it\'s'}`, `{k=1}`,
 * `[{'a': 1}]`. Null in place of what is not printed so.
 */
export function readNested(text: string, type: string): { value: Nested } | null {
  const reader = new Reader(text);
  try {
    const value = reader.value(nestedType(type));
    return reader.isAtEnd ? { value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  value(type: NestedType): Nested {
    if (type.is !== 'plain' && this.#takes('NULL')) return null;
    switch (type.is) {
      case 'plain':
        return this.#leaf(type.type);
      case 'list':
        return this.#all('[', ']', () => this.value(type.of));
      case 'struct': {
        let place = 0;
        const fields = this.#all('{', '}', (): [string, Nested] => {
          const field = type.fields[place++];
          if (this.#word() !== field?.name) throw new SyntaxError('another field');
          this.#expect(': ');
          return [field.name, this.value(field.type)];
        });
        return new Map(fields);
      }
      case 'map': {
        const entries = this.#all('{', '}', (): [string, Nested] => {
          const from = this.#at;
          const key = this.value(type.key);
          const name = key instanceof Map || Array.isArray(key) ? this.#text.slice(from, this.#at) : key?.text;
          this.#expect('=');
          return [name ?? 'NULL', this.value(type.value)];
        });
        return new Map(entries);
      }
    }
  }

  #leaf(type: string): Nested {
    if (this.#text[this.#at] === "'") return { text: this.#word(), type };
    const text = this.#word();
    return text === 'NULL' ? null : { text, type };
  }

  #all<T>(open: string, close: string, one: () => T): T[] {
    this.#expect(open);
    const all: T[] = [];
    if (this.#takes(close)) return all;
    for (;;) {
      all.push(one());
      if (this.#takes(close)) return all;
      this.#expect(', ');
    }
  }

  /** In quotes where it could be taken for something else; there a backslash is before what it is not to end. */
  #word(): string {
    const quoted = /'((?:[^'\\]|\\.)*)'/sy;
    const bare = /[^,=:[\]{}]*/y;
    quoted.lastIndex = bare.lastIndex = this.#at;
    const found = quoted.exec(this.#text);
    const text = found ? found[1]!.replaceAll(/\\(.)/gs, '$1') : bare.exec(this.#text)![0];
    this.#at += found ? found[0].length : text.length;
    return text;
  }

  #takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw new SyntaxError(`no ${text}`);
  }
}
