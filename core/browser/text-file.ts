import type { Bytes, TextFile } from '../table/text/content.ts';
import { joinBytes } from '../text/join-bytes.ts';

/** What a file may unpack to: all of it has to lie in the page's memory. */
const most = 1e9;
const pieceBytes = 1 << 20;

/** A file of the page, for the readers of text. */
export function pageText(path: string, format: string, content: Blob | Uint8Array): TextFile {
  return { path, format, most, read: () => pieces(content), gunzip };
}

async function* pieces(content: Blob | Uint8Array): Bytes {
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.length; at += pieceBytes) yield content.subarray(at, at + pieceBytes);
  } else yield* drain(content.stream());
}

function gunzip(packed: Bytes): Bytes {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await reading.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
    },
  });
  const reading = packed[Symbol.asyncIterator]();
  return drain(source.pipeThrough(new DecompressionStream('gzip')));
}

/** Streams are not iterable in every browser. */
async function* drain(stream: ReadableStream<Uint8Array>): Bytes {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

export async function collect(bytes: Bytes): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of bytes) parts.push(piece);
  return joinBytes(parts);
}
