import { DataType, Vector, type Utf8 } from 'apache-arrow';

/** A column's values; lists, which are vectors in Arrow, as arrays. Texts are read here, because the package takes away a byte order mark at the beginning of each. */
export function valuesOf(column: Vector): unknown[] {
  if (isText(column)) return textsOf(column);
  return [...column].map((value: unknown) => (value instanceof Vector ? valuesOf(value) : value));
}

function isText(column: Vector): column is Vector<Utf8> {
  return DataType.isUtf8(column.type);
}

function textsOf(column: Vector<Utf8>): (string | null)[] {
  return column.data.flatMap((part) => {
    const { values, valueOffsets: at } = part;
    return Array.from({ length: part.length }, (_, i) =>
      part.getValid(i) ? decoder.decode(values.subarray(at[i], at[i + 1])) : null,
    );
  });
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
