import {
  Binary,
  Bool,
  DateDay,
  DateUnit,
  Decimal,
  Dictionary,
  DurationMicrosecond,
  DurationNanosecond,
  Field,
  FixedSizeBinary,
  Float32,
  Float64,
  Int,
  List,
  Map_,
  Null,
  Struct,
  TimeMicrosecond,
  TimeNanosecond,
  TimeUnit,
  Timestamp,
  TimestampMicrosecond,
  Utf8,
  type DataType,
} from 'apache-arrow';
import { Date as FbDate } from 'apache-arrow/fb/date';
import { Decimal as FbDecimal } from 'apache-arrow/fb/decimal';
import { Duration as FbDuration } from 'apache-arrow/fb/duration';
import type { Field as FbField } from 'apache-arrow/fb/field';
import { FixedSizeBinary as FbFixedSizeBinary } from 'apache-arrow/fb/fixed-size-binary';
import { FixedSizeList as FbFixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { FloatingPoint as FbFloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int as FbInt } from 'apache-arrow/fb/int';
import { Map as FbMap } from 'apache-arrow/fb/map';
import { Precision } from 'apache-arrow/fb/precision';
import { Time as FbTime } from 'apache-arrow/fb/time';
import { Timestamp as FbTimestamp } from 'apache-arrow/fb/timestamp';
import type { ChildReader, ColumnReader } from './column-reader.ts';
import { damaged, partsOf } from './damage.ts';
import { extensionKey, metadataOf, readAsStoredKey } from './metadata.ts';
import { fixedList, listOfViews, runs } from './nested.ts';
import {
  halvesToFloats,
  narrowOffsets,
  requireMoments,
  scaled,
  timesScaled,
  toDecimal128,
  viewsToValues,
  widen,
} from './rewrite.ts';
import { mostDigits, refused, tooFar, tooPrecise, tooWide } from './unreadable.ts';
import { validity, type Vector } from './vector.ts';

/** What holds for a whole file while it is read. */
export interface ArrowReading {
  /** The readers of dictionaries, by id. */
  dictionaries: Map<bigint, ColumnReader>;
  /** Columns and their children so far. */
  fields: number;
  /** Dates in milliseconds are dates; where one is no whole day, all are read again as times. */
  wholeDays: boolean;
}

/** Dates in milliseconds that hold a time of day, against Arrow's rule. */
export class PartsOfDays extends Error {}

/** Arrow's `Type`, format 1.5; the reader for JavaScript knows the first 22. */
const types = {
  1: 'null',
  2: 'int',
  3: 'float',
  4: 'binary',
  5: 'utf8',
  6: 'bool',
  7: 'decimal',
  8: 'date',
  9: 'time',
  10: 'timestamp',
  11: 'interval',
  12: 'list',
  13: 'struct',
  14: 'union',
  15: 'fixedBinary',
  16: 'fixedList',
  17: 'map',
  18: 'duration',
  19: 'largeBinary',
  20: 'largeUtf8',
  21: 'largeList',
  22: 'runs',
  23: 'binaryView',
  24: 'utf8View',
  25: 'listView',
  26: 'largeListView',
} as const;
type TypeName = (typeof types)[keyof typeof types];

/**
 * The reader of a column, whose type becomes one that both engines read alike: no views, no runs, no
 * 16-bit floats, times in microseconds where they are coarser. `reading` collects the dictionaries that
 * columns point into. Throws `Refused` where a type has no such reading.
 */
export function columnReader(field: FbField, path: string, reading: ArrowReading): ColumnReader {
  // A damaged field may be its own child.
  if (++reading.fields > field.bb!.capacity()) throw new Error(damaged);
  const values = valuesReader(field, path, reading);
  const encoding = field.dictionary();
  if (!encoding) return values;
  reading.dictionaries.set(encoding.id(), values);
  const index = encoding.indexType();
  const indices = new Int(index?.isSigned() ?? true, (index?.bitWidth() ?? 32) as 32) as never;
  const type = new Dictionary(values.type, indices, Number(encoding.id()), encoding.isOrdered());
  return plain(type, 2);
}

export function fieldOf(field: FbField, type: DataType, name = field.name() ?? ''): Field<DataType> {
  return new Field<DataType>(name, type, field.nullable(), keptMetadata(field));
}

function valuesReader(field: FbField, path: string, reading: ArrowReading): ColumnReader {
  const code = field.typeType() as number as keyof typeof types;
  const name = types[code];
  if (!name) throw refused(path, `of a type that is not known here (${code})`);
  if (name === 'date' && !reading.wholeDays) return datesWithTimes(field, path);
  return readers[name](field, path, (index) => {
    const child = field.children(index)!;
    const reader = columnReader(child, `${path}.${child.name()}`, reading);
    return { field: fieldOf(child, reader.type), reader };
  });
}

const readers: Record<TypeName, (field: FbField, path: string, child: ChildReader) => ColumnReader> = {
  null: () => ({
    type: new Null(),
    read(cursor, budget) {
      const { length } = cursor.node();
      budget.spend(length);
      return { length, nulls: length, buffers: [], children: [] };
    },
  }),
  bool: () => plain(new Bool(), 2),
  int(field, path) {
    const int = field.type(new FbInt()) as FbInt;
    if (int.bitWidth() > 64) throw tooWide(path, int.bitWidth());
    return plain(new Int(int.isSigned(), int.bitWidth() as 32), 2);
  },
  float(field) {
    const precision = (field.type(new FbFloatingPoint()) as FbFloatingPoint).precision();
    if (precision === Precision.DOUBLE) return plain(new Float64(), 2);
    if (precision === Precision.SINGLE) return plain(new Float32(), 2);
    return plain(new Float32(), 2, (vector) => widen(vector, Uint16Array, halvesToFloats));
  },
  decimal(field, path) {
    const decimal = field.type(new FbDecimal()) as FbDecimal;
    const [precision, scale, width] = [decimal.precision(), decimal.scale(), decimal.bitWidth() / 8];
    if (precision > mostDigits) throw tooPrecise(path, precision);
    if (scale < 0) throw refused(path, `a decimal of negative scale (${scale})`, 'write it as float64');
    const type = new Decimal(scale, precision, 128);
    return width === 16 ? plain(type, 2) : plain(type, 2, (vector) => toDecimal128(vector, width as 4 | 8 | 32));
  },
  date(field, path) {
    if (dateUnit(field) === DateUnit.DAY) return plain(new DateDay(), 2);
    return plain(new DateDay(), 2, (vector) => widen(vector, BigInt64Array, wholeDays(path, validity(vector))));
  },
  time(field) {
    const unit = (field.type(new FbTime()) as FbTime).unit();
    if (unit === TimeUnit.NANOSECOND) return plain(new TimeNanosecond(), 2);
    if (unit === TimeUnit.MICROSECOND) return plain(new TimeMicrosecond(), 2);
    return plain(new TimeMicrosecond(), 2, (vector) => widen(vector, Int32Array, scaled(toMicroseconds(unit))));
  },
  timestamp(field, path) {
    const timestamp = field.type(new FbTimestamp()) as FbTimestamp;
    const [unit, zone] = [timestamp.unit(), timestamp.timezone()];
    return inMicroseconds(path, unit, new Timestamp(unit === TimeUnit.NANOSECOND ? unit : TimeUnit.MICROSECOND, zone));
  },
  duration(field, path) {
    const unit = (field.type(new FbDuration()) as FbDuration).unit();
    return inMicroseconds(
      path,
      unit,
      unit === TimeUnit.NANOSECOND ? new DurationNanosecond() : new DurationMicrosecond(),
    );
  },
  fixedBinary: (field) =>
    plain(new FixedSizeBinary((field.type(new FbFixedSizeBinary()) as FbFixedSizeBinary).byteWidth()), 2),
  utf8: () => plain(new Utf8(), 3),
  binary: () => plain(new Binary(), 3),
  largeUtf8: () => plain(new Utf8(), 3, withNarrowOffsets),
  largeBinary: () => plain(new Binary(), 3, withNarrowOffsets),
  utf8View: () => views(new Utf8()),
  binaryView: () => views(new Binary()),
  list: (_, __, child) => listOf(child, (vector) => vector),
  largeList: (_, __, child) => listOf(child, withNarrowOffsets),
  listView: (_, __, child) => listOfViews(child, Int32Array),
  largeListView: (_, __, child) => listOfViews(child, BigInt64Array),
  fixedList: (field, _, child) => fixedList(child, (field.type(new FbFixedSizeList()) as FbFixedSizeList).listSize()),
  map(field, _, child) {
    const entries = child(0);
    const sorted = (field.type(new FbMap()) as FbMap).keysSorted();
    return parent(new Map_(entries.field as never, sorted), 2, [entries.reader]);
  },
  struct(field, _, child) {
    const children = partsOf(field, field.childrenLength(), child);
    return parent(
      new Struct(children.map(({ field }) => field)),
      1,
      children.map(({ reader }) => reader),
    );
  },
  runs: (_, __, child) => runs(child),
  union: (_, path) => {
    throw refused(path, 'a union');
  },
  interval: (_, path) => {
    throw refused(path, 'an interval of months and days', 'write it as a duration or as a number');
  },
};

/** Columns whose buffers are theirs alone: `count` of them, the bitmap included. */
function plain(type: DataType, count: number, change: (vector: Vector) => Vector = (vector) => vector): ColumnReader {
  return {
    type,
    read: (cursor) => change({ ...cursor.node(), buffers: cursor.buffers(count), children: [] }),
  };
}

function parent(type: DataType, count: number, children: readonly ColumnReader[]): ColumnReader {
  return {
    type,
    read(cursor, budget) {
      const own = { ...cursor.node(), buffers: cursor.buffers(count) };
      return { ...own, children: children.map((reader) => reader.read(cursor, budget)) };
    },
  };
}

function listOf(child: ChildReader, change: (vector: Vector) => Vector): ColumnReader {
  const { field, reader } = child(0);
  const list = parent(new List(field), 2, [reader]);
  return { type: list.type, read: (cursor, budget) => change(list.read(cursor, budget)) };
}

function views(type: DataType): ColumnReader {
  return {
    type,
    read(cursor, budget) {
      const vector = { ...cursor.node(), buffers: cursor.buffers(2), children: [] };
      vector.buffers.push(...cursor.buffers(cursor.variadic()));
      return viewsToValues(vector, budget);
    },
  };
}

function withNarrowOffsets(vector: Vector): Vector {
  const [bitmap, offsets, ...rest] = vector.buffers;
  return { ...vector, buffers: [bitmap!, narrowOffsets(offsets!, vector.length), ...rest] };
}

function datesWithTimes(field: FbField, path: string): ColumnReader {
  return dateUnit(field) === DateUnit.DAY
    ? plain(new DateDay(), 2)
    : inMicroseconds(path, TimeUnit.MILLISECOND, new TimestampMicrosecond());
}

function dateUnit(field: FbField): DateUnit {
  return (field.type(new FbDate()) as FbDate).unit();
}

const millisecondsOfDay = 86_400_000n;

function wholeDays(
  path: string,
  isValid: (row: number) => boolean,
): (values: BigInt64Array, length: number) => Int32Array {
  return (values, length) => {
    const days = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      if (!isValid(i)) continue;
      if (values[i]! % millisecondsOfDay !== 0n) throw new PartsOfDays();
      days[i] = Number(values[i]! / millisecondsOfDay);
      if (BigInt(days[i]!) !== values[i]! / millisecondsOfDay) throw tooFar(path, `${values[i]} ms`);
    }
    return days;
  };
}

function inMicroseconds(path: string, unit: TimeUnit, type: DataType): ColumnReader {
  const name = unitNames[unit];
  const refuse = (value: bigint) => tooFar(path, `${value} ${name}`);
  const isMoment = type instanceof Timestamp;
  if (name === 's' || name === 'ms')
    return plain(type, 2, (vector) => timesScaled(vector, toMicroseconds(unit), isMoment, refuse));
  return isMoment ? plain(type, 2, (vector) => requireMoments(vector, name, refuse)) : plain(type, 2);
}

const unitNames = {
  [TimeUnit.SECOND]: 's',
  [TimeUnit.MILLISECOND]: 'ms',
  [TimeUnit.MICROSECOND]: 'us',
  [TimeUnit.NANOSECOND]: 'ns',
} as const;

function toMicroseconds(unit: TimeUnit): bigint {
  return unit === TimeUnit.SECOND ? 1_000_000n : 1000n;
}

/** Only what both engines make the same of: other extensions would be read by one of them. */
function keptMetadata(field: FbField): Map<string, string> {
  const all = metadataOf(field);
  const extension = all.get(extensionKey);
  const kept = [...all].filter(([key]) => extension === 'arrow.uuid' || !key.startsWith('ARROW:extension'));
  return new Map(extension === undefined ? kept : [...kept, [readAsStoredKey, extension]]);
}
