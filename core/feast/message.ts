import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { parseInstant } from '../time/instant.ts';

/**
 * How a field of a protobuf message is read, from bytes or from its JSON. What a message does not say has its default;
 * what is not listed is skipped.
 */
export interface MessageField<T> {
  wire: WireType;
  start(): T;
  /** @param before What this message said of the field until now: a list grows, all else is replaced. */
  add(before: T, reader: BinaryReader): T;
  json(value: unknown): T;
}

type Listed = Record<string, readonly [number: number, field: MessageField<unknown>]>;
export type MessageOf<F extends Listed> = {
  -readonly [Name in keyof F]: F[Name][1] extends MessageField<infer T> ? T : never;
};

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

export const textField: MessageField<string> = {
  wire: WireType.LengthDelimited,
  start: () => '',
  add: (_, reader) => decoder.decode(reader.bytes()),
  json: String,
};

export const flagField: MessageField<boolean> = {
  wire: WireType.Varint,
  start: () => false,
  add: (_, reader) => reader.bool(),
  json: (value) => value === true,
};

/** The number of an enum's value; in JSON its name. @param names By number. */
export function enumField(names: Readonly<Record<number, string>>): MessageField<number> {
  return {
    wire: WireType.Varint,
    start: () => 0,
    add: (_, reader) => reader.int32(),
    json: (value) => Number(Object.entries(names).find(([, name]) => name === value)?.[0] ?? 0),
  };
}

/** google.protobuf.Timestamp and Duration alike: microseconds, what is finer is cut off; null where it is not said. */
export const momentField: MessageField<bigint | null> = {
  wire: WireType.LengthDelimited,
  start: () => null,
  add(_, reader) {
    const { seconds, nanos } = secondsField.add({ seconds: 0n, nanos: 0 }, reader);
    return seconds * 1_000_000n + BigInt(Math.floor(nanos / 1000));
  },
  json(value) {
    const [, seconds, fraction = ''] = /^(-?\d+)(?:\.(\d+))?s$/.exec(String(value)) ?? [];
    if (seconds === undefined) return parseInstant(String(value));
    const micros = BigInt(fraction.padEnd(6, '0').slice(0, 6));
    return BigInt(seconds) * 1_000_000n + (seconds.startsWith('-') ? -micros : micros);
  },
};

export function messageField<const F extends Listed>(listed: F): MessageField<MessageOf<F>> {
  const fields = Object.entries(listed);
  const byNumber = new Map(fields.map(([name, [number, field]]) => [number, { name, field }]));
  const start = () => Object.fromEntries(fields.map(([name, [, field]]) => [name, field.start()])) as MessageOf<F>;
  return {
    wire: WireType.LengthDelimited,
    start,
    add(before, reader) {
      const message = before as Record<string, unknown>;
      const inner = new BinaryReader(reader.bytes());
      while (inner.pos < inner.len) {
        const [number, wire] = inner.tag();
        const known = byNumber.get(number);
        if (known?.field.wire === wire) message[known.name] = known.field.add(message[known.name], inner);
        else inner.skip(wire, number);
      }
      return before;
    },
    json(value) {
      const plain = value as Record<string, unknown>;
      const said = fields.filter(([name]) => plain[name] !== undefined && plain[name] !== null);
      return Object.assign(
        start(),
        Object.fromEntries(said.map(([name, [, field]]) => [name, field.json(plain[name])])),
      );
    },
  };
}

const secondsField = messageField({
  seconds: [1, { ...varint(0n), add: (_: bigint, reader) => BigInt(reader.int64()) }],
  nanos: [2, { ...varint(0), add: (_: number, reader) => reader.int32() }],
});

function varint<T>(zero: T): MessageField<T> {
  return { wire: WireType.Varint, start: () => zero, add: (before) => before, json: () => zero };
}

export function listField<T>(field: MessageField<T>): MessageField<T[]> {
  return {
    wire: WireType.LengthDelimited,
    start: () => [],
    add: (all, reader) => [...all, field.add(field.start(), reader)],
    json: (value) => (value as unknown[]).map((one) => field.json(one)),
  };
}

/** Null where it is not said. */
export function maybeField<T>(field: MessageField<T>): MessageField<T | null> {
  return {
    wire: WireType.LengthDelimited,
    start: () => null,
    add: (before, reader) => field.add(before ?? field.start(), reader),
    json: (value) => field.json(value),
  };
}

/** From text to text, or to messages. */
export function mapField<T>(field: MessageField<T>): MessageField<Record<string, T>> {
  const entry = messageField({ key: [1, textField], value: [2, field as MessageField<unknown>] });
  return {
    wire: WireType.LengthDelimited,
    start: () => ({}),
    add(map, reader) {
      const { key, value } = entry.add(entry.start(), reader);
      return { ...map, [key]: value as T };
    },
    json: (value) =>
      Object.fromEntries(
        Object.entries(value as Record<string, unknown>).map(([key, inner]) => [key, field.json(inner)]),
      ),
  };
}

/** A field of a message whose own definition needs it. */
export function laterField<T>(field: () => MessageField<T>): MessageField<T> {
  return {
    wire: WireType.LengthDelimited,
    start: () => field().start(),
    add: (before, reader) => field().add(before, reader),
    json: (value) => field().json(value),
  };
}

/** Throws a RangeError or what else the reader does where the bytes are no such message. */
export function readMessage<T>(field: MessageField<T>, bytes: Uint8Array): T {
  // As a field of a message, which is what `add` reads.
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  const framed = new Uint8Array(length.length + bytes.length);
  framed.set(length);
  framed.set(bytes, length.length);
  return field.add(field.start(), new BinaryReader(framed));
}
