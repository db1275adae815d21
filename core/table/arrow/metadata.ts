import type { Field } from 'apache-arrow/fb/field';
import { partsOf } from './damage.ts';

/** Where a field says that it is more than what is stored of it. */
export const extensionKey = 'ARROW:extension:name';
/** The same, of a field whose stored values are read, and which no reader shall take for more again. */
export const readAsStoredKey = 'asof:extension';

/** The notes of a field, or of a whole schema. */
export function metadataOf(noted: Pick<Field, 'bb' | 'customMetadata' | 'customMetadataLength'>): Map<string, string> {
  const pairs = partsOf(noted, noted.customMetadataLength(), (i) => noted.customMetadata(i));
  return new Map(pairs.map((pair) => [pair.key() ?? '', pair.value() ?? '']));
}
