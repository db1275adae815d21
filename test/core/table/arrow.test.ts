import { readFileSync } from 'node:fs';
import {
  DateMillisecond,
  DurationMillisecond,
  Field,
  Schema as ArrowSchema,
  makeData,
  RecordBatch,
  Struct,
  Table,
  TimestampMillisecond,
  TimestampSecond,
  tableFromIPC,
  tableToIPC,
  type DataType,
} from 'apache-arrow';
import { Endianness } from 'apache-arrow/fb/endianness';
import { Message } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { Schema } from 'apache-arrow/fb/schema';
import { Builder } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { toLine, type AsofError } from '../../../core/errors/asof-error.ts';
import { readArrow } from '../../../core/table/arrow/read-arrow.ts';

const fixture = (path: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url)));

function refusal(bytes: Uint8Array, most?: number): string {
  try {
    readArrow('a.feather', bytes, most);
  } catch (error) {
    expect((error as AsofError).code).toBe('file_unreadable');
    return toLine(error as AsofError);
  }
  return expect.unreachable('it was read');
}

/** A stream of a schema without columns. */
function emptyStream(endianness: Endianness): Uint8Array {
  const builder = new Builder();
  const fields = Schema.createFieldsVector(builder, []);
  Schema.startSchema(builder);
  Schema.addEndianness(builder, endianness);
  Schema.addFields(builder, fields);
  const schema = Schema.endSchema(builder);
  Message.startMessage(builder);
  Message.addHeaderType(builder, MessageHeader.Schema);
  Message.addHeader(builder, schema);
  Message.finishMessageBuffer(builder, Message.endMessage(builder));
  const metadata = builder.asUint8Array();
  const head = new Uint8Array(Int32Array.of(-1, metadata.length).buffer);
  return new Uint8Array([...head, ...metadata, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
}

/** A file of one column `d`, of numbers of 64 bits. */
function column(type: DataType, values: readonly bigint[], isValid: readonly boolean[] = []): Uint8Array {
  const fields = [new Field('d', type, true)];
  const nullBitmap =
    isValid.length > 0 ? Uint8Array.of(isValid.reduce((bits, is, i) => bits | (Number(is) << i), 0)) : null;
  const data = makeData({ type, length: values.length, data: BigInt64Array.from(values), nullBitmap } as never);
  const struct = makeData({ type: new Struct(fields), length: values.length, nullCount: 0, children: [data] });
  return tableToIPC(new Table([new RecordBatch(new ArrowSchema(fields), struct)]), 'file');
}

const dates = (...milliseconds: bigint[]) => column(new DateMillisecond(), milliseconds);

function numbersOf(file: Uint8Array): bigint[] {
  const [part] = tableFromIPC(readArrow('d.arrow', file).bytes).getChildAt(0)!.data;
  return [...(part!.values as BigInt64Array)];
}

describe('readArrow', () => {
  it('refuses big-endian files by name', () => {
    expect(readArrow('a.arrow', emptyStream(Endianness.Little)).fields).toEqual([]);
    expect(refusal(emptyStream(Endianness.Big))).toMatch(/it is big-endian Arrow/);
  });

  it('refuses what would unpack to more than there is room for, before it unpacks', () => {
    expect(refusal(fixture('feather/lz4.feather'), 50_000)).toMatch(
      /it unpacks to 0\.\d+ MB or more, and 0\.050 MB is what there is room for \(write it as Parquet/,
    );
    expect(readArrow('a.feather', fixture('feather/lz4.feather'), 1_000_000).rows).toBe(3000);
  });

  it('does not take a packed length for true that says gigabytes', () => {
    const bytes = fixture('feather/lz4.feather');
    const view = new DataView(bytes.buffer);
    // A buffer starts with its length, then with the magic of an LZ4 frame.
    for (let at = 8; at + 4 < bytes.length; at++) {
      if (view.getUint32(at, true) === 0x184d2204) view.setBigInt64(at - 8, 1n << 34n, true);
    }
    expect(refusal(bytes)).toMatch(/it unpacks to [\d.]+ GB or more, and 1\.5 GB is what there is room for/);
  });

  it('reads dates of milliseconds as days, and as times where one is no whole day', () => {
    const day = 86_400_000n;
    const types = (bytes: Uint8Array) => readArrow('d.arrow', bytes).fields.map(({ type }) => String(type));
    expect(types(dates(0n, day, -day))).toEqual(['Date32<DAY>']);
    const times = dates(day, day + 1n);
    expect(types(times)).toEqual(['Timestamp<MICROSECOND>']);
    expect(numbersOf(times)).toEqual([86_400_000_000n, 86_400_001_000n]);
  });

  const most = 2n ** 63n - 1n;

  it.each([
    ['seconds', new TimestampSecond(), 1_000_000n],
    ['milliseconds', new TimestampMillisecond(), 1000n],
  ])('takes the greatest and the least number of %s for no end', (_, type, factor) => {
    expect(numbersOf(column(type, [most, -most, 5n]))).toEqual([most, -most, 5n * factor]);
  });

  it.each<[string, DataType, bigint]>([
    ['moments', new TimestampMillisecond(), most - 1n],
    ['moments', new TimestampSecond(), -(2n ** 63n)],
    ['spans', new DurationMillisecond(), most],
    ['dates', new DateMillisecond(), (most / 86_400_000n) * 86_400_000n],
    ['dates with times', new DateMillisecond(), most - 1n],
  ])('refuses %s that no microseconds hold, but where they are null', (_, type, value) => {
    expect(refusal(column(type, [value, 0n]))).toContain(
      `its column "d" is a time that no microseconds hold (${value} `,
    );
    expect(Number(numbersOf(column(type, [most - 1n, 0n], [false, true]))[1])).toBe(0);
  });

  it('meets any damage with one line', () => {
    for (const path of ['feather/types.feather', 'field/cases/15b-polars-ipc-plain/stats.arrow']) {
      const whole = fixture(path);
      let seed = 7;
      const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
      for (let i = 0; i < 1500; i++) {
        const bytes = whole.slice();
        for (let k = random(3); k >= 0; k--) bytes[8 + random(bytes.length - 16)] = random(256);
        try {
          readArrow('a.feather', bytes, 1e7);
        } catch (error) {
          expect(error).toMatchObject({ code: 'file_unreadable' });
        }
      }
    }
  });
});
