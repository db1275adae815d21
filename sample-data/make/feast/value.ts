import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** What a column of a view is in Feast, and a value of it in the files; times are seconds. */
export type FeastType = 'STRING' | 'INT64' | 'UNIX_TIMESTAMP';
export type FileValue = string | bigint | null;

/** Of feast.types.Value. */
const fields: Record<FeastType, number> = { STRING: 2, INT64: 4, UNIX_TIMESTAMP: 8 };

/** A serialized feast.types.Value. A null is no bytes at all, but for a time's, which is the least int64. */
export function feastValue(type: FeastType, value: FileValue): Uint8Array {
  const writer = new BinaryWriter();
  if (value === null && type !== 'UNIX_TIMESTAMP') return writer.finish();
  if (typeof value === 'string') return writer.tag(fields[type], WireType.LengthDelimited).string(value).finish();
  return writer
    .tag(fields[type], WireType.Varint)
    .int64(value ?? -(2n ** 63n))
    .finish();
}
