import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { blobText } from '../../core/online/feast/entity-key.ts';
import type { OnlineValue } from '../../core/online/schema.ts';
import { parseInstant } from '../../core/time/instant.ts';

/** Repositories that Feast 0.67 made, served, and was asked about. */
export const feastRepositories = join(import.meta.dirname, '..', 'fixtures', 'feast');

/** Puts what Feast had in its Redis into another, byte for byte. */
export async function loadFeastImage(url: string, repository: string): Promise<void> {
  const client = new Redis(url, { protocol: 2 });
  const lines = readFileSync(join(feastRepositories, repository, 'redis.jsonl'), 'utf8')
    .trim()
    .split('\n');
  try {
    for (const line of lines) {
      const { key_hex, field_hex, value_hex } = JSON.parse(line) as Record<string, string>;
      await client.hset(fromHex(key_hex!), fromHex(field_hex!), fromHex(value_hex!));
    }
  } finally {
    client.disconnect();
  }
}

function fromHex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

/** What Feast said online of one feature and entity. */
export interface FeastAnswer {
  feature: string;
  entity: Record<string, string>;
  /** Null where Feast had no record. */
  at: bigint | null;
  value: OnlineValue;
}

interface Written {
  title: string;
  entity_rows: Record<string, WrittenValue>[];
  response?: {
    feature_names: string[];
    results: { values: (null | { type: string; value: WrittenValue })[]; event_timestamps: string[] }[];
  };
}

type WrittenValue =
  number | string | boolean | { int: string } | { float: string } | { base64: string } | WrittenValue[];

/** All answers of a repository over a store but of what Feast computes, which UDFs do. */
export function feastAnswers(
  repository: string,
  store: 'redis' | 'sqlite',
  computed: readonly string[],
): FeastAnswer[] {
  const text = readFileSync(join(feastRepositories, repository, 'expected-online.json'), 'utf8');
  const asked = (JSON.parse(exactNumbers(text)) as Record<string, Written[]>)[store] ?? [];
  return asked.flatMap(({ entity_rows, response }) =>
    (response?.feature_names ?? []).flatMap((feature, f) => {
      const [, view] = /^(.*)__/.exec(feature) ?? [];
      if (view === undefined || computed.includes(view)) return [];
      const { values, event_timestamps } = response!.results[f]!;
      return entity_rows.map((row, e): FeastAnswer => {
        const time = parseInstant(event_timestamps[e]!);
        const value = values[e] ?? null;
        const entity = Object.fromEntries(Object.entries(row).map(([name, given]) => [name, keyText(given)]));
        return { feature, entity, at: time === 0n ? null : time, value: value && toOnline(value.type, value.value) };
      });
    }),
  );
}

/** Integers that a double would round, as the file has them elsewhere. */
function exactNumbers(text: string): string {
  return text.replaceAll(/(?<=": |\s)(-?\d{16,})(?=[,\n])/g, '{"int": "$1"}');
}

function keyText(value: WrittenValue): string {
  return typeof value === 'object' && 'int' in value ? value.int : `${value as string | number}`;
}

function toOnline(type: string, value: WrittenValue): OnlineValue {
  if (Array.isArray(value)) return value.map((one) => toOnline(type.replace('_list', ''), one));
  if (typeof value === 'object' && 'base64' in value) return blobText(Buffer.from(value.base64, 'base64'));
  if (typeof value === 'object' && 'float' in value) return value.float === 'inf' ? Infinity : -Infinity;
  const whole = typeof value === 'object' ? BigInt(value.int) : value;
  if (type === 'int64_val') return BigInt(whole);
  if (type !== 'unix_timestamp_val') return whole;
  const seconds = BigInt(whole);
  return seconds === -(2n ** 63n) ? null : seconds * 1_000_000n;
}
