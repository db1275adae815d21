import { RecordBatchReader } from 'apache-arrow';

/** The column names of an Arrow IPC stream, those that are there twice too. */
export function schemaNames(stream: Uint8Array): string[] {
  const reader = RecordBatchReader.from(stream).open();
  const names = reader.schema.fields.map(({ name }) => name);
  reader.cancel();
  return names;
}
