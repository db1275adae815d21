import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { nearest } from '../errors/near.ts';
import { unknownName } from '../errors/unknown-name.ts';
import { parseDuration } from '../time/duration.ts';
import { offsetOf, type Reading } from './reading.ts';

/** The fields of one mapping. Each is asked for by name; `done` reports those that nobody asked for. */
export class Fields {
  /** How messages name the mapping: `feature view "stats"`. */
  what: string;
  readonly start: Node;
  readonly #reading: Reading;
  readonly #map: YAMLMap;
  readonly #known: string[] = [];
  readonly #inside = new Map<string, Fields>();

  constructor(reading: Reading, map: YAMLMap, what: string) {
    this.#reading = reading;
    this.#map = map;
    this.what = what;
    this.start = map;
  }

  /** The fields that were asked for. */
  get known(): readonly string[] {
    return this.#known;
  }

  /** The mapping that was read inside of this one, by the keys that lead to it; of a list the first. */
  inside([key, ...further]: readonly string[]): Fields | undefined {
    return key === undefined ? this : this.#inside.get(key)?.inside(further);
  }

  get line(): number {
    return this.#reading.lineAt(offsetOf(this.start));
  }

  /** The line of each field, and of each named mapping in a list as `features/NAME`. */
  lines(): [field: string, line: number][] {
    return this.#map.items.flatMap(({ key, value }) => {
      const line = (node: Node): number => this.#reading.lineAt(offsetOf(node));
      const list = this.#reading.node(value);
      const items = isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
      const named = items.map((item): [string, number] => [`${source(key)}/${String(item.get('name'))}`, line(item)]);
      return [[source(key), line(key as Node)] as [string, number], ...named];
    });
  }

  wrong(node: Node, message: string, expected: string): void {
    this.#reading.wrong(offsetOf(node), message, expected);
  }

  missing(key: string, expected: string): void {
    this.wrong(this.start, `${this.what} has no ${key}`, expected);
  }

  /** A reference to a definition that is not there. */
  unknown(node: Node, what: string, name: string, known: readonly string[]): void {
    this.#reading.failed(unknownName(what, name, known), offsetOf(node));
  }

  /** The value's node, or null where the field is absent or empty. */
  node(key: string): Node | null {
    if (!this.#known.includes(key)) this.#known.push(key);
    return this.#reading.node(this.#map.get(key, true));
  }

  text(key: string): string | undefined {
    const node = this.node(key);
    return node === null ? undefined : this.#textOf(node, `${key} of ${this.what}`);
  }

  /** Reports the field's absence; the empty text stands for what could not be read. */
  required(key: string, expected: string): string {
    const node = this.node(key);
    const text = node && this.#textOf(node, `${key} of ${this.what}`);
    if (node === null || text === '') this.missing(key, expected);
    return text ?? '';
  }

  texts(key: string, expected: string): { text: string; node: Node }[] {
    return this.list(key, expected).flatMap((node) => {
      const text = this.#textOf(node, `an item of ${key} of ${this.what}`);
      return text === undefined ? [] : [{ text, node }];
    });
  }

  /** A text, or a list of texts. */
  oneOrMore(key: string, expected: string): string[] {
    const node = this.node(key);
    if (node !== null && isScalar(node)) return [this.text(key) ?? ''];
    return this.texts(key, expected).map(({ text }) => text);
  }

  /** Reports a list that is absent or empty. */
  requiredTexts(key: string, expected: string): { text: string; node: Node }[] {
    const node = this.node(key);
    if (node === null || (isSeq(node) && node.items.length === 0)) this.missing(key, expected);
    return this.texts(key, expected);
  }

  list(key: string, expected: string): Node[] {
    const node = this.node(key);
    if (node === null) return [];
    if (!isSeq(node)) {
      this.wrong(node, `${key} of ${this.what} is ${kind(node)}`, expected);
      return [];
    }
    return node.items.flatMap((item) => this.#reading.node(item) ?? []);
  }

  /** The fields of each mapping of a list; `what` names one by its number, from 1. */
  mappings(key: string, what: (number: number) => string): Fields[] {
    return this.list(key, 'write a list: - name: ..').flatMap((node, i) => {
      const name = what(i + 1);
      if (isMap(node)) return [this.#enter(key, node, name)];
      this.wrong(node, `${name} is ${kind(node)}`, 'write - name: ..');
      return [];
    });
  }

  /** Texts and mappings of one list; `what` names a mapping by its number, from 1. */
  items(key: string, expected: string, what: (number: number) => string): (Fields | { text: string; node: Node })[] {
    return this.list(key, expected).flatMap((node, i): (Fields | { text: string; node: Node })[] => {
      if (isMap(node)) return [new Fields(this.#reading, node, what(i + 1))];
      const text = this.#textOf(node, `an item of ${key} of ${this.what}`);
      return text === undefined ? [] : [{ text, node }];
    });
  }

  flag(key: string): boolean | undefined {
    const node = this.node(key);
    if (node === null) return undefined;
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.wrong(node, `${key} of ${this.what} is ${kind(node)}`, 'write true or false');
    return undefined;
  }

  /** A whole number from 0. */
  count(key: string): number | undefined {
    const node = this.node(key);
    if (node === null) return undefined;
    if (isScalar(node) && Number.isSafeInteger(node.value) && Number(node.value) >= 0) return Number(node.value);
    this.wrong(node, `${key} of ${this.what} is ${kind(node)}`, 'write a whole number');
    return undefined;
  }

  /** Microseconds; null where the field is absent or means no limit. */
  duration(key: string): bigint | null {
    const node = this.node(key);
    if (node === null) return null;
    const text = isScalar(node) ? this.#reading.expand(source(node), node) : null;
    if (text === null) this.wrong(node, `${key} of ${this.what} is ${kind(node)}`, 'write a duration: 30d');
    try {
      return parseDuration(text);
    } catch {
      this.#reading.report('bad_duration', { text: text ?? '' }, offsetOf(node));
      return null;
    }
  }

  oneOf<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const text = this.text(key);
    const found = choices.find((choice) => choice === text);
    if (text !== undefined && found === undefined) {
      const near = nearest(text, choices);
      const expected = `${near ? `did you mean "${near}"? ` : ''}it can be ${choices.join(', ')}`;
      this.wrong(this.node(key)!, `${key} of ${this.what} is "${text}"`, expected);
    }
    return found;
  }

  /** A mapping from text to text: tags, a field mapping. Numbers and booleans count as they are written. */
  textMap(key: string, expected: string): Record<string, string> | undefined {
    return this.inner(key, expected)?.asTexts(expected);
  }

  /** All of it as such a mapping. */
  asTexts(expected: string): Record<string, string> {
    const entries = this.#map.items.map(({ key, value }) => {
      const name = source(key);
      this.node(name);
      const scalar = this.#reading.node(value);
      if (isScalar(scalar)) return [name, this.#reading.expand(source(scalar), scalar)] as const;
      this.wrong(this.start, `${name} in ${this.what} is not text`, expected);
      return [name, ''] as const;
    });
    return Object.fromEntries(entries);
  }

  /**
   * What is written in a notation of its own: a value, or where there may be several one or a list. What
   * `parse` throws is reported in its line; a mapping is for `ofMapping`, where there is one.
   */
  parsed<T>(key: string, isOne: boolean, parse: (text: string) => T, ofMapping?: (item: Fields) => T[]): T[] {
    const node = this.node(key);
    if (node === null) return [];
    const items = !isOne && isSeq(node) ? this.list(key, '') : [node];
    return items.flatMap((item) => {
      const what = `${items[0] === node ? '' : 'an item of '}${key} of ${this.what}`;
      if (isMap(item) && ofMapping) return ofMapping(new Fields(this.#reading, item, what));
      try {
        if (isScalar(item)) return [parse(this.#reading.expand(source(item), item))];
        this.wrong(item, `${what} is ${kind(item)}`, isOne ? 'write one value' : 'write a list');
      } catch (error) {
        this.#reading.failed(error, offsetOf(item));
      }
      return [];
    });
  }

  isMapping(key: string): boolean {
    return isMap(this.node(key));
  }

  /** The fields of a mapping inside this one. */
  inner(key: string, expected: string, what = `${key} of ${this.what}`): Fields | undefined {
    const node = this.node(key);
    if (node === null) return undefined;
    if (isMap(node)) return this.#enter(key, node, what);
    this.wrong(node, `${what} is ${kind(node)}`, expected);
    return undefined;
  }

  #enter(key: string, map: YAMLMap, what: string): Fields {
    const fields = new Fields(this.#reading, map, what);
    if (!this.#inside.has(key)) this.#inside.set(key, fields);
    return fields;
  }

  /** As they are written. */
  keys(): string[] {
    return this.#map.items.map(({ key }) => source(key));
  }

  /** Fields that nobody asks for are not wrong. */
  ignoreOthers(): void {
    this.#known.push(...this.keys());
  }

  /** Reports every field that was never asked for. */
  done(): void {
    for (const { key } of this.#map.items) {
      const name = source(key);
      if (this.#known.includes(name)) continue;
      const near = nearest(name, this.#known);
      const message = `${this.what} has an unknown key "${name}"`;
      const expected = `${near ? `did you mean "${near}"? ` : ''}its keys can be ${this.#known.join(', ')}`;
      this.wrong(key as Node, message, expected);
    }
  }

  #textOf(node: Node, what: string): string | undefined {
    if (isScalar(node) && typeof node.value === 'string') {
      if (node.value.includes('\0')) this.wrong(node, `${what} holds a NUL character`, 'take it out');
      if (node.value.includes('\uFFFD'))
        this.wrong(node, `${what} holds a byte that is not UTF-8`, 'save the file as UTF-8');
      return this.#reading.expand(node.value, node);
    }
    const expected = isScalar(node) ? 'put it in quotes if it is meant to be text' : 'write text';
    this.wrong(node, `${what} is ${kind(node)}`, expected);
    return undefined;
  }
}

/** A scalar as it is written, without its quotes. */
function source(node: unknown): string {
  if (!isScalar(node)) return String(node);
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function kind(node: Node): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  const value = isScalar(node) ? node.value : null;
  return typeof value === 'string' ? 'text' : `the ${typeof value} ${source(node)}`;
}
