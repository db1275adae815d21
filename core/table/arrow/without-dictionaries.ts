import { DataType, List, Map_, Struct, type Field } from 'apache-arrow';

/** The same column, whose values stand for themselves. DuckDB-Wasm makes no table of a dictionary of which there is nothing. */
export function withoutDictionaries(field: Field): Field {
  const type = field.type as DataType;
  if (DataType.isDictionary(type)) return withoutDictionaries(field.clone({ type: type.dictionary as DataType }));
  const inner = (i: number) => withoutDictionaries(type.children[i] as Field) as Field<never>;
  if (DataType.isList(type)) return field.clone({ type: new List(inner(0)) });
  if (DataType.isMap(type)) return field.clone({ type: new Map_(inner(0), type.keysSorted) });
  if (DataType.isStruct(type)) return field.clone({ type: new Struct(type.children.map((_, i) => inner(i))) });
  return field;
}
