import { decode, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../core/rpc/bounds.ts';
import { cut } from '../../../core/rpc/framing.ts';
import { serveHost } from '../../../core/rpc/serve-host.ts';
import { handlers } from './handlers.ts';
import { pair } from './pair.ts';

const most = { bytes: 1_000_000, values: 10_000 };
const within = (...bytes: number[]) => isWithin(Uint8Array.from(bytes), most);

/** What travels: plain data, with 64-bit integers and bytes. */
const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, '', 2 ** 31, -(2 ** 31), 2 ** 32, 1.5, 65_536, 70_000n),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.integer(),
    fc.double(),
    fc.string({ maxLength: 70_000, size: 'medium' }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('data'), { maxLength: 40 }),
    fc.dictionary(fc.string({ maxLength: 40 }), tie('data'), { maxKeys: 20 }),
  ),
}));
const options = { useBigInt64: true, ignoreUndefined: true };

describe('isWithin', () => {
  it('lets through whatever is written here, and only whole', () => {
    fc.assert(
      fc.property(data, (value) => {
        const bytes = encode(value, options);
        expect(isWithin(bytes, most)).toBe(true);
        expect(isWithin(bytes.subarray(0, -1), most)).toBe(false);
        expect(isWithin(Uint8Array.from([...bytes, 0xc0]), most)).toBe(false);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('lets nothing through that cannot be read', () => {
    const any = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.tuple(data, fc.nat(), fc.nat(255)).map(damage));
    fc.assert(
      fc.property(any, (bytes) => {
        if (!isWithin(bytes, most)) return;
        // The reader has one rule more.
        expect(() => readable(bytes)).not.toThrow();
      }),
      { seed: 2, numRuns: 3000 },
    );
  });

  it.each([
    ['four billion places', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['four billion keys', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['more places than there are bytes', [0x93, 0xc0, 0xc0]],
    ['four billion letters', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['four billion bytes', [0xc6, 0xff, 0xff, 0xff, 0xff]],
    ['an extension', [0xd4, 0xff, 0x00]],
    ['a long extension', [0xc9, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['what MessagePack has not', [0xc1]],
    ['a key that is an array', [0x81, 0x90, 0xc0]],
    ['nothing', []],
  ])('refuses %s', (_, bytes) => expect(within(...bytes)).toBe(false));

  it('refuses more values than its bounds, however they are nested', () => {
    expect(isWithin(encode(Array.from({ length: 9_999 }, () => null)), most)).toBe(true);
    expect(isWithin(encode(Array.from({ length: 10_000 }, () => null)), most)).toBe(false);
    expect(isWithin(encode(Array.from({ length: 101 }, () => Array.from({ length: 99 }, () => ({})))), most)).toBe(
      false,
    );
    expect(within(...Array.from({ length: 32 }, () => 0x91), 0xc0)).toBe(true);
    expect(within(...Array.from({ length: 33 }, () => 0x91), 0xc0)).toBe(false);
  });
});

describe('a host', () => {
  /** 60 kB: headers within headers, each of which announces as much as it could have. */
  const nested = Uint8Array.from({ length: 60_000 }, (_, i) => [0xdd, 0x00, 0x00, 0xe0, 0x00][i % 5]!);
  const wide = Uint8Array.from({ length: 60_000 }, (_, i) => [0xdd, 0x07, 0xff, 0xff, 0xff][i % 5]!);

  it.each([
    ['arrays within arrays', nested],
    ['arrays of millions', wide],
  ])('hangs up on 60 kB of %s, and has not made room for them', async (_, message) => {
    const { page, host } = pair();
    const ended = new Promise<void>((resolve) => serveHost(handlers({}), host, resolve));
    const before = process.memoryUsage().rss;
    page.listen({ frame: () => {}, closed: () => {} });
    for (const frame of cut(message, 1)) page.post(frame);
    await ended;
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});

function damage([value, place, byte]: [unknown, number, number]): Uint8Array {
  const bytes = encode(value, options);
  bytes[place % bytes.length] = byte;
  return bytes;
}

function readable(bytes: Uint8Array): void {
  try {
    decode(bytes, options);
  } catch (error) {
    if (!String(error).includes('__proto__')) throw error;
  }
}
