import { joinBytes } from '../../text/join-bytes.ts';

/** A value of Thrift's compact protocol: structs by the numbers of their fields. */
type Value = number | boolean | Uint8Array | Value[] | Struct;
type Struct = Map<number, Value>;

/** What Parquet says of a column that parquet-wasm does not tell. */
export interface ColumnNote {
  name: string;
  is: Noted | null;
  /** What lies in it, where it is nested. */
  within: ReadonlySet<Noted>;
}

/** `int96` is a time in 96 bits, as Spark and Hive write it. */
export type Noted = 'uuid' | 'variant' | 'interval' | 'int96';

/** The bytes of a Parquet file's footer: what stands before its length and the magic at the end. */
export async function footerOf(content: Blob): Promise<Uint8Array> {
  const end = content.size - 8;
  const length = new DataView(await content.slice(end).arrayBuffer()).getUint32(0, true);
  return new Uint8Array(await content.slice(end - length, end).arrayBuffer());
}

/** The columns of the file, in order; of nested ones only themselves. Throws where the footer is none. */
export function columnNotes(footer: Uint8Array): ColumnNote[] {
  const [, ...elements] = new Reader(footer).struct(fields.schema).get(fields.schema) as Struct[];
  const notes: (ColumnNote & { within: Set<Noted> })[] = [];
  // Depth first: how many elements are still to come of what is open.
  let inner = 0;
  for (const element of elements) {
    const children = (element.get(fields.children) as number | undefined) ?? 0;
    const is = notedOf(element, children);
    if (inner > 0) {
      inner--;
      if (is) notes.at(-1)!.within.add(is);
    } else {
      notes.push({ name: text(element.get(fields.name)), is, within: new Set() });
    }
    inner += children;
  }
  return notes;
}

/** What programs wrote into the file's metadata. Throws where there is no footer. */
export function notesIn(footer: Uint8Array): Map<string, string> {
  const pairs = (new Reader(footer).struct().get(fields.notes) ?? []) as Struct[];
  return new Map(pairs.map((pair) => [text(pair.get(1)), text(pair.get(2))]));
}

/** The same footer with one more note, which there was not; with its length and the magic, as it stands at a file's end. */
export function footerWithNote(footer: Uint8Array, key: string, value: string): Uint8Array {
  const pair = [...fieldHead(1, 8), ...sized(key), ...fieldHead(2, 8), ...sized(value), 0];
  const parts: ArrayLike<number>[] = [];
  let isThere = false;
  for (const { id, type, value, items } of new Reader(footer).fields()) {
    // In the order of their numbers, as all writers have them.
    if (id > fields.notes && !isThere) parts.push(fieldHead(fields.notes, 9), listHead(1), pair);
    isThere ||= id >= fields.notes;
    parts.push(fieldHead(id, type));
    if (id === fields.notes) parts.push(listHead(items!.count + 1), footer.subarray(items!.from, value.end), pair);
    else parts.push(footer.subarray(value.from, value.end));
  }
  if (!isThere) parts.push(fieldHead(fields.notes, 9), listHead(1), pair);
  parts.push([0]);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  parts.push(new Uint8Array(Uint32Array.of(length).buffer), new TextEncoder().encode('PAR1'));
  return joinBytes(parts);
}

/** With its number in full, which may always be. */
function fieldHead(id: number, type: number): number[] {
  return [type, ...varint(2 * id)];
}

/** Of structs. */
function listHead(count: number): number[] {
  return [0xfc, ...varint(count)];
}

function sized(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

/** The numbers that parquet.thrift gives. */
const fields = { schema: 2, notes: 5, type: 1, name: 4, children: 5, converted: 6, logicalType: 10 };
const int96 = 3;
const interval = 21;
const logicalTypes = { uuid: 14, variant: 16 } as const;

function notedOf(element: Struct, children: number): Noted | null {
  if (children === 0 && element.get(fields.type) === int96) return 'int96';
  if (element.get(fields.converted) === interval) return 'interval';
  const logical = element.get(fields.logicalType) as Struct | undefined;
  if (logical?.has(logicalTypes.uuid)) return 'uuid';
  return logical?.has(logicalTypes.variant) ? 'variant' : null;
}

function text(bytes: Value | undefined): string {
  return new TextDecoder().decode(bytes as Uint8Array);
}

interface Span {
  from: number;
  end: number;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Up to its field `last`, where that is given. */
  struct(last = Infinity, depth = 0): Struct {
    if (depth > 16) throw new Error('it is nested too deeply');
    const found: Struct = new Map();
    for (let head = this.#field(0); head; head = this.#field(head.id)) {
      found.set(head.id, this.#value(head.type, depth));
      if (head.id >= last) break;
    }
    return found;
  }

  /** Where each field's value lies; of a list how many items it has, and where they begin. */
  *fields(): Generator<{ id: number; type: number; value: Span; items: { from: number; count: number } | null }> {
    for (let head = this.#field(0); head; head = this.#field(head.id)) {
      const from = this.#at;
      const count = head.type === 9 ? this.#listHead().size : 0;
      const items = head.type === 9 ? { from: this.#at, count } : null;
      this.#at = from;
      this.#value(head.type, 0);
      yield { ...head, value: { from, end: this.#at }, items };
    }
  }

  /** Null at the struct's end. */
  #field(before: number): { id: number; type: number } | null {
    const head = this.#byte();
    if (head === 0) return null;
    return { id: head >> 4 ? before + (head >> 4) : this.#zigzag(), type: head & 15 };
  }

  #value(type: number, depth: number): Value {
    switch (type) {
      case 1:
      case 2:
        return type === 1;
      case 3:
        return this.#byte();
      case 4:
      case 5:
      case 6:
        return this.#zigzag();
      case 7:
        return this.#skip(8)[0]!;
      case 8:
        return this.#skip(this.#varint());
      case 9:
      case 10:
        return this.#list(depth);
      case 12:
        return this.struct(Infinity, depth + 1);
      default:
        throw new Error('it is no footer');
    }
  }

  #listHead(): { size: number; type: number } {
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    // Each item takes a byte at least.
    if (size > this.#bytes.length - this.#at) throw new Error('it is no footer');
    return { size, type: head & 15 };
  }

  #list(depth: number): Value[] {
    const { size, type } = this.#listHead();
    return Array.from({ length: size }, () => (type <= 2 ? this.#byte() === 1 : this.#value(type, depth)));
  }

  #byte(): number {
    return this.#skip(1)[0]!;
  }

  #skip(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new Error('it is no footer');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Beyond 53 bits not exact; no such number is asked for. */
  #varint(): number {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
