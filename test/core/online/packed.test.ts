import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../core/online/byte-reader.ts';
import {
  layoutOf,
  packRecord,
  readHeader,
  readRecord,
  readSchemaId,
  unpackRecord,
} from '../../../core/online/packed.ts';
import type { OnlineValue, Schema } from '../../../core/online/schema.ts';

const schema: Schema = {
  keys: [{ name: 'id', type: 'BIGINT' }],
  features: ['BIGINT', 'DOUBLE', 'VARCHAR', 'VARCHAR[]', 'BOOLEAN', 'TIMESTAMP', 'INTEGER', 'FLOAT', 'UBIGINT'].map(
    (type, i) => ({ name: `f${i}`, type }),
  ),
};
const layout = layoutOf(schema);
const values: OnlineValue[] = [-1n, -0, '\ufeffé', ['a', null, ''], true, 7n, -5, 0.5, 2n ** 64n - 1n];
const record = { entity: 'id=1', t: -3n, c: null, values };
const bytes = packRecord(layout, record, 9n);

/** As a scan reads it: from among other bytes, to where it ends. */
function scanned(packed: Uint8Array, before = 0, after = 0) {
  const around = new Uint8Array(before + packed.length + after).fill(7);
  around.set(packed, before);
  const reader = new ByteReader(around);
  reader.at = before;
  const columns: OnlineValue[][] = schema.features.map(() => []);
  const t = readRecord(layout, reader, before + packed.length, columns);
  return t === null ? null : { t, values: columns.map(([value]) => value) };
}

describe('a packed record', () => {
  it('is read as it was written, alone and among others', () => {
    expect(unpackRecord(layout, bytes)).toEqual({ t: -3n, c: null, written: 9n, schema, values });
    expect(Object.is(unpackRecord(layout, bytes)!.values[1], -0)).toBe(true);
    expect(scanned(bytes, 5, 6)).toEqual({ t: -3n, values });
    expect([readHeader(bytes), readSchemaId(bytes)]).toEqual([{ t: -3n, c: null, written: 9n }, layout.id]);
  });

  it('is none with a byte less or a byte more', () => {
    const more = new Uint8Array(bytes.length + 1);
    more.set(bytes);
    for (const wrong of [more, bytes.slice(0, -1), bytes.slice(0, 40), bytes.slice(0, 20), new Uint8Array()]) {
      expect(unpackRecord(layout, wrong)).toBeNull();
      expect(scanned(wrong)).toBeNull();
    }
  });

  it('is none of another layout, of another version, or of something else', () => {
    const other = layoutOf({ ...schema, features: schema.features.slice(1) });
    expect(unpackRecord(other, bytes)).toBeNull();
    for (const place of [24, 25]) {
      const changed = bytes.slice();
      changed[place]! ^= 1;
      expect([readHeader(changed), readSchemaId(changed), unpackRecord(layout, changed), scanned(changed)]).toEqual([
        null,
        null,
        null,
        null,
      ]);
    }
  });

  it('is never read past its end, whatever lengths it says', () => {
    for (let place = 34; place < bytes.length; place++) {
      const changed = bytes.slice();
      changed[place] = 255;
      expect(() => unpackRecord(layout, changed)).not.toThrow();
      const read = scanned(changed, 3, 50);
      expect(read === null || read.values.length === values.length).toBe(true);
    }
  });

  it('is greater in its first sixteen bytes where it is newer', () => {
    const times: [bigint, bigint | null][] = [
      [-2n, 5n],
      [-1n, null],
      [-1n, -7n],
      [-1n, 0n],
      [0n, null],
      [1n << 40n, null],
    ];
    const heads = times.map(([t, c]) => Buffer.from(packRecord(layout, { ...record, t, c }, 0n).subarray(0, 16)));
    heads.slice(1).forEach((head, i) => expect(Buffer.compare(head, heads[i]!)).toBe(1));
  });
});
