import type * as parquetWasm from 'parquet-wasm/esm';
import { provenanceKey } from '../../table/relation.ts';

/** The module, ready to use: what `parquet-wasm/esm` is after its `init`, and `parquet-wasm/node` at once. */
export type ParquetWasm = Pick<
  typeof parquetWasm,
  'ParquetFile' | 'Table' | 'WriterPropertiesBuilder' | 'writeParquet'
>;

/** What the worker can be asked; one file is read at a time. */
export type ParquetCall =
  | { call: 'open'; content: Blob }
  | { call: 'next' }
  | { call: 'check'; stream: Uint8Array }
  | { call: 'write'; stream: Uint8Array; metadata: Record<string, string> };

export interface OpenedParquet extends ParquetNotes {
  rows: number;
  /** What all row groups take unpacked, as the file says. */
  bytes: number;
}

/** What programs wrote beside the data: pandas, and this one. */
export interface ParquetNotes {
  pandas: string | undefined;
  provenance: string | undefined;
}

export interface ParquetAnswers {
  open: OpenedParquet;
  /** Some rows as an Arrow IPC stream; null after the last. A file without rows gives one stream. */
  next: { stream: Uint8Array; rows: number } | null;
  check: Uint8Array;
  write: { bytes: Uint8Array; rows: number };
}

export type ParquetRequest = ParquetCall & { id: number };
export type ParquetReply = { id: number; answer: unknown } | { id: number; error: string; trapped: boolean };

const batchSize = 1 << 16;

/** Answers calls with parquet-wasm. What it throws while it is called is told; a panic later ends the worker. */
export function parquetServer(parquet: ParquetWasm): (asked: ParquetRequest) => Promise<ParquetReply> {
  let next: () => Promise<ParquetAnswers['next']> = () => Promise.resolve(null);
  const open = async (content: Blob): Promise<OpenedParquet> => {
    const file = await parquet.ParquetFile.fromFile(content);
    const metadata = file.metadata();
    const notes = metadata.fileMetadata();
    const rows = notes.numRows();
    const written = notes.keyValueMetadata() as Map<string, string>;
    const groups = Array.from({ length: metadata.numRowGroups() }, (_, i) => metadata.rowGroup(i));
    const batches = rows > 0 ? ((await file.stream({ batchSize })).getReader() as Batches) : null;
    let isEmpty = rows === 0;
    next = async () => {
      if (isEmpty) {
        isEmpty = false;
        return { stream: (await file.read()).intoIPCStream(), rows: 0 };
      }
      if (!batches) return null;
      const { done, value } = await batches.read();
      if (done) return null;
      const { numRows } = value;
      return { stream: value.intoIPCStream(), rows: numRows };
    };
    return {
      rows,
      bytes: groups.reduce((sum, group) => sum + group.totalByteSize(), 0),
      pandas: written.get('pandas'),
      provenance: written.get(provenanceKey),
    };
  };
  const answer = (asked: ParquetCall): Promise<unknown> | ParquetAnswers[keyof ParquetAnswers] => {
    switch (asked.call) {
      case 'open':
        return open(asked.content);
      case 'next':
        return next();
      case 'check':
        return parquet.Table.fromIPCStream(asked.stream).intoIPCStream();
      case 'write':
        return write(parquet, asked.stream, asked.metadata);
    }
  };
  return async (asked) => {
    try {
      return { id: asked.id, answer: await answer(asked) };
    } catch (error) {
      return { id: asked.id, error: String(error), trapped: error instanceof Error && error.name === 'RuntimeError' };
    }
  };
}

type Batches = ReadableStreamDefaultReader<{ numRows: number; intoIPCStream(): Uint8Array }>;

/** The rows of an Arrow IPC stream as a Parquet file with this key-value metadata. */
function write(parquet: ParquetWasm, stream: Uint8Array, metadata: Record<string, string>): ParquetAnswers['write'] {
  const table = parquet.Table.fromIPCStream(stream);
  const rows = table.recordBatches().reduce((sum, batch) => sum + batch.numRows, 0);
  const properties = new parquet.WriterPropertiesBuilder()
    .setKeyValueMetadata(new Map(Object.entries(metadata)))
    .build();
  return { bytes: parquet.writeParquet(table, properties), rows };
}
