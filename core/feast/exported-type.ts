import { describeType } from '../types/describe-type.ts';

/** How a column of DuckDB's goes into a repository of Feast. */
export interface ExportedType {
  /** Feast's name, as its Python writes it. */
  dtype: string;
  /** DuckDB's type that is written. */
  written: string;
  /** What is another there; null where nothing is. */
  note: string | null;
}

const plain: Record<string, [dtype: string, written: string]> = {
  BOOLEAN: ['Bool', 'BOOLEAN'],
  TINYINT: ['Int32', 'INTEGER'],
  SMALLINT: ['Int32', 'INTEGER'],
  INTEGER: ['Int32', 'INTEGER'],
  UTINYINT: ['Int32', 'INTEGER'],
  USMALLINT: ['Int32', 'INTEGER'],
  UINTEGER: ['Int64', 'BIGINT'],
  BIGINT: ['Int64', 'BIGINT'],
  FLOAT: ['Float32', 'FLOAT'],
  DOUBLE: ['Float64', 'DOUBLE'],
  VARCHAR: ['String', 'VARCHAR'],
  UUID: ['String', 'VARCHAR'],
  BLOB: ['Bytes', 'BLOB'],
};

/** A feature's type. What Feast has no type for goes as text. */
export function exportedType(type: string): ExportedType {
  const { element, family, kind } = describeType(type);
  if (element !== null) {
    const inner = exportedType(element);
    if (!inner.dtype.startsWith('Array'))
      return { dtype: `Array(${inner.dtype})`, written: `${inner.written}[]`, note: inner.note };
  }
  const found = plain[type];
  if (found) return { dtype: found[0], written: found[1], note: null };
  if (family === 'text') return { dtype: 'String', written: 'VARCHAR', note: null };
  if (family === 'decimal') return { dtype: 'Float64', written: 'DOUBLE', note: `${type} goes as a double` };
  if (kind === 'instant')
    return {
      dtype: 'UnixTimestamp',
      written: 'TIMESTAMP WITH TIME ZONE',
      note: 'online Feast has whole seconds of it',
    };
  return { dtype: 'String', written: 'VARCHAR', note: `${type} goes as text` };
}

/** A join key's type: Feast's keys are integers or text. */
export function exportedKeyType(type: string, isWhole: boolean): ExportedType & { valueType: 'INT64' | 'STRING' } {
  const fits =
    isWhole || (describeType(type).family === 'integer' && !['UBIGINT', 'HUGEINT', 'UHUGEINT'].includes(type));
  if (fits) return { dtype: 'Int64', written: 'BIGINT', note: null, valueType: 'INT64' };
  const isText = describeType(type).family === 'text' || type === 'UUID';
  return { dtype: 'String', written: 'VARCHAR', note: isText ? null : `${type} goes as text`, valueType: 'STRING' };
}
