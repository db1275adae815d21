import { Duration } from 'apache-arrow/fb/duration';
import type { Field } from 'apache-arrow/fb/field';
import { Int } from 'apache-arrow/fb/int';
import { TimeUnit } from 'apache-arrow/fb/time-unit';
import { Type } from 'apache-arrow/fb/type';
import { partsOf } from './damage.ts';
import { extensionsOf } from './extensions.ts';
import { findMessages } from './messages.ts';
import { extensionKey, metadataOf } from './metadata.ts';
import { tooWide } from './unreadable.ts';

/** What Arrow knows and Parquet has no type for, and where it lies in what is nested. */
export type DeclaredType =
  | { is: 'duration'; unit: 's' | 'ms' | 'us' | 'ns' }
  | { is: 'uuid' }
  | { is: 'list'; of: DeclaredType }
  | { is: 'struct'; fields: { name: string; type: DeclaredType | null }[] }
  | { is: 'map'; key: DeclaredType | null; value: DeclaredType | null };

export interface Declared {
  /** By column; null is any other type. */
  types: Map<string, DeclaredType | null>;
  /** `extensionsOf` */
  extensions: Map<string, string>;
}

/** From the schema message that a writer of Parquet puts beside the data. Throws `Refused` where a type has no reading. */
export function declaredTypes(schema: Uint8Array): Declared {
  const { schema: found } = findMessages(schema);
  const fields = partsOf(found, found.fieldsLength(), (i) => found.fields(i));
  const named = fields.map((field) => ({ field, name: field.name() ?? '' }));
  let seen = 0;
  const look = (field: Field, path: string): DeclaredType | null => {
    // A damaged field may be its own child.
    if (++seen > schema.length) return null;
    return declaredType(field, path, look);
  };
  return {
    types: new Map(named.map(({ field, name }) => [name, look(field, name)])),
    extensions: extensionsOf(named.map(({ field, name }) => ({ name, metadata: metadataOf(field) }))),
  };
}

type Look = (field: Field, path: string) => DeclaredType | null;

function declaredType(field: Field, path: string, look: Look): DeclaredType | null {
  const child = (of: Field, i: number) => {
    const inner = of.children(i)!;
    return { name: inner.name() ?? '', type: look(inner, `${path}.${inner.name() ?? ''}`) };
  };
  const code = field.typeType();
  if (isList(code)) {
    const { type } = child(field, 0);
    return type && { is: 'list', of: type };
  }
  switch (code) {
    case Type.Int: {
      const bits = (field.type(new Int()) as Int).bitWidth();
      if (bits > 64) throw tooWide(path, bits);
      return null;
    }
    case Type.Duration:
      return { is: 'duration', unit: units[(field.type(new Duration()) as Duration).unit()] };
    case Type.Struct_: {
      const fields = partsOf(field, field.childrenLength(), (i) => child(field, i));
      return fields.some(({ type }) => type) ? { is: 'struct', fields } : null;
    }
    case Type.Map: {
      const entries = field.children(0)!;
      const [key, value] = [child(entries, 0).type, child(entries, 1).type];
      return key || value ? { is: 'map', key, value } : null;
    }
    default:
      return metadataOf(field).get(extensionKey) === 'arrow.uuid' ? { is: 'uuid' } : null;
  }
}

/** Also lists of views, which the reader for JavaScript does not know. */
function isList(code: number): boolean {
  return [Type.List, Type.LargeList, Type.FixedSizeList, 25, 26].includes(code);
}

const units = {
  [TimeUnit.SECOND]: 's',
  [TimeUnit.MILLISECOND]: 'ms',
  [TimeUnit.MICROSECOND]: 'us',
  [TimeUnit.NANOSECOND]: 'ns',
} as const;
