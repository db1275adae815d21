import type { ParquetWasm } from './load-parquet.ts';

/** The rows of an Arrow IPC stream as a Parquet file with this key-value metadata. */
export function toParquet(
  parquet: ParquetWasm,
  stream: Uint8Array,
  metadata: Record<string, string>,
): { bytes: Uint8Array; rows: number } {
  const table = parquet.Table.fromIPCStream(stream);
  const rows = table.recordBatches().reduce((sum, batch) => sum + batch.numRows, 0);
  const properties = new parquet.WriterPropertiesBuilder()
    .setKeyValueMetadata(new Map(Object.entries(metadata)))
    .build();
  return { bytes: parquet.writeParquet(table, properties), rows };
}
