import accessors from '@duckdb/node-api/lib/vectors/dataAccessors.js';

/** A text may begin with what is a byte order mark elsewhere; the package's own decoder takes it away. */
export function keepByteOrderMarks(): void {
  Object.assign(accessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) });
}
