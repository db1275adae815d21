import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import {
  blobText,
  feastKeyPrefix,
  nobody,
  readFeastKey,
  writeFeastKey,
} from '../../../../core/online/feast/entity-key.ts';
import { murmur3 } from '../../../../core/online/feast/murmur.ts';
import { readFeastInstant, readFeastValue } from '../../../../core/online/feast/value.ts';
import { parseInstant } from '../../../../core/time/instant.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (all: Uint8Array | null) => all && Buffer.from(all).toString('hex');
const value = (text: string) => readFeastValue(bytes(text), 'a test');

it.each([
  ['driver_hourly_stats:conv_rate', '6160e3da'],
  ['driver_hourly_stats:avg_daily_trips', '18a5e5a3'],
  ['types:f_int64', 'a65fd87e'],
  ['odd-view.1 ünï:größe €', 'a5e59ef0'],
])('names the feature %s as Feast does', (name, expected) => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, murmur3(name), true);
  expect(hex(new Uint8Array(view.buffer))).toBe(expected);
});

describe('an entity key', () => {
  const pair = ['customer_id', 'store_id'];
  const naive = [
    { text: 'naïve', type: 'VARCHAR' },
    { text: '-7', type: 'BIGINT' },
  ];
  it.each([
    [
      3,
      ['driver_id'],
      [{ text: '1001', type: 'BIGINT' }],
      '01000000 02000000 09000000 6472697665725f6964 04000000 08000000 e903000000000000',
    ],
    [
      3,
      pair,
      naive,
      '02000000 02000000 0b000000 637573746f6d65725f6964 02000000 08000000 73746f72655f6964 02000000 06000000 6e61c3af7665 04000000 08000000 f9ffffffffffffff',
    ],
    [2, ['key with space'], [{ text: '', type: 'VARCHAR' }], '02000000 6b65792077697468207370616365 02000000 00000000'],
    [3, [nobody.joinKey], [nobody.value], '01000000 02000000 0a000000 5f5f64756d6d795f6964 02000000 00000000'],
    [3, ['i'], [{ text: '-1', type: 'INTEGER' }], '01000000 02000000 01000000 69 03000000 04000000 ffffffff'],
    [
      3,
      ['t'],
      [{ text: '2026-03-04T23:00:00Z', type: 'TIMESTAMP' }],
      '01000000 02000000 01000000 74 08000000 08000000 70b9a86900000000',
    ],
    [3, ['b'], [{ text: 'a\\x00\\xFF', type: 'BLOB' }], '01000000 02000000 01000000 62 01000000 03000000 6100ff'],
  ] as const)('of version %i, of %j, is written and read', (version, names, values, expected) => {
    const prefix = feastKeyPrefix(version, names);
    const written = writeFeastKey(prefix, values);
    expect(hex(written)).toBe(expected.replaceAll(' ', ''));
    expect(readFeastKey(prefix, names.length, written!)).toEqual({ values, end: written!.length });
  });

  it('is none where a value is not of its type, or the bytes are of other names, of another type or cut', () => {
    const prefix = feastKeyPrefix(3, ['i']);
    for (const text of ['x', '1.5', '', '2147483648'])
      expect(writeFeastKey(prefix, [{ text, type: 'INTEGER' }])).toBeNull();
    expect(writeFeastKey(prefix, [{ text: '1', type: 'DOUBLE' }])).toBeNull();
    const written = writeFeastKey(prefix, [{ text: '5', type: 'INTEGER' }])!;
    for (let length = 0; length < written.length; length++)
      expect(readFeastKey(prefix, 1, written.subarray(0, length))).toBeNull();
    expect(readFeastKey(feastKeyPrefix(3, ['j']), 1, written)).toBeNull();
    expect(readFeastKey(prefix, 1, bytes(`${hex(prefix)!}09000000 01000000 00`))).toBeNull();
  });
});

describe('a value', () => {
  it.each([
    ['', null, null],
    ['4080808080808080808001', 'TIMESTAMP', null],
    ['20d506', 'BIGINT', 853n],
    ['20ffffffffffffffff7f', 'BIGINT', 2n ** 63n - 1n],
    ['18ffffffffffffffffff01', 'INTEGER', -1],
    ['35cdcccc3d', 'FLOAT', Math.fround(0.1)],
    ['290100000000000000', 'DOUBLE', 5e-324],
    ['29000000000000f87f', 'DOUBLE', null],
    ['3800', 'BOOLEAN', false],
    ['1800', 'INTEGER', 0],
    ['120100', 'VARCHAR', '\0'],
    ['1200', 'VARCHAR', ''],
    ['1203efbbbf', 'VARCHAR', '\u{feff}'],
    ['0a03616263', 'BLOB', 'abc'],
    ['0a0461005c27', 'BLOB', 'a\\x00\\x5C\\x27'],
    ['40808fa3cd06', 'TIMESTAMP', 1_772_668_800_000_000n],
    ['720c0a0affffffffffffffffff01', 'BIGINT[]', [-1n]],
    ['7200', 'BIGINT[]', []],
    ['8201060a0400000080', 'FLOAT[]', [-0]],
    ['62020a00', 'VARCHAR[]', ['']],
    ['5a020a00', 'BLOB[]', ['']],
    ['8a01030a0100', 'BOOLEAN[]', [false]],
    ['9201070a05808fa3cd06', 'TIMESTAMP[]', [1_772_668_800_000_000n]],
    ['7a0a0a080000000000000040', 'DOUBLE[]', [2]],
    ['8202046e756c6c', 'VARCHAR', 'null'],
    ['9a0100', null, null],
    [
      'a201380a050a017112000a0e0a017812092081808080808080100a0c0a0179120762050a03c3a9220a110a017a120ca201090a070a016e12023801',
      'VARCHAR',
      '{"q":null,"x":9007199254740993,"y":["é\\""],"z":{"n":true}}',
    ],
    ['d2021d0a0929000000000000f83f0a10d2020d0a0b18feffffffffffffffff01', 'VARCHAR', '[1.5,[-2]]'],
    ['9a020c0a0a0a080a016b1203120176', 'VARCHAR', '[{"k":"v"}]'],
    ['82031508808fa3cd06120d4575726f70652f4265726c696e', 'TIMESTAMP WITH TIME ZONE', 1_772_668_800_000_000n],
  ])('%s is a %s', (written, type, expected) => {
    expect(value(written)).toEqual({ type, value: expected });
  });

  it('reads a list that is not packed', () => {
    const list = new BinaryWriter().tag(1, WireType.Varint).int64(5).tag(1, WireType.Varint).int64(-6).finish();
    const written = new BinaryWriter().tag(14, WireType.LengthDelimited).bytes(list).finish();
    expect(readFeastValue(written, 'a test')).toEqual({ type: 'BIGINT[]', value: [5n, -6n] });
  });

  it.each([
    ['cut', '20ff'],
    ['of a length beyond its end', '12050041'],
    ['a list of such a length', '72030a0901'],
    ['of a type that is not known', 'fa0700'],
  ])('that is %s is told, with its place', (_, written) => {
    expect(() => value(written)).toThrow(/a test: it holds /);
  });
});

it('reads a time to the microsecond, before 1970 too', () => {
  expect(readFeastInstant(bytes('08f0f2a2cd06'))).toBe(parseInstant('2026-03-04T23:00:00Z'));
  expect(readFeastInstant(bytes('0801 10d70f'))).toBe(1_000_002n);
  expect(readFeastInstant(bytes('08ffffffffffffffffff01'))).toBe(-1_000_000n);
  expect(blobText(Uint8Array.of(0x7f, 0x20))).toBe('\\x7F ');
});
