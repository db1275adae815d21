import { createWriteStream, type WriteStream } from 'node:fs';
import { timeColumn } from '../../join/join.ts';
import { foundRows } from '../../lookup/found-column.ts';
import { plainValue } from '../../lookup/plain-value.ts';
import { describeType } from '../../types/describe-type.ts';
import { exactLine, type Exact } from '../../text/exact-json.ts';
import { formatIso } from '../../time/instant.ts';
import type { ServedLookup } from './desk.ts';

/** What a disk that is too slow may owe; what is served beyond it is not written. */
const mostWaiting = 16_000_000;

interface LogOptions {
  path: string;
  /** Whose answers are written: rows of several have other columns, and what a row lacks would look like a null. */
  service: string;
  /** The share of requests that are written. */
  rate: number;
}

/**
 * Writes what was served, an entity a line, as a table that `asof skew --against` reads: its keys, when, and of each
 * feature the value and its row's time.
 */
export class ServingLog {
  readonly #options: LogOptions;
  readonly #stream: WriteStream;
  #isWell = true;

  /** Keys and values of people are for this user alone. `tell` is told once where nothing can be written any more. */
  constructor(options: LogOptions, tell: (line: string) => void) {
    this.#options = options;
    this.#stream = createWriteStream(options.path, { flags: 'a', mode: 0o600 });
    this.#stream.on('error', ({ message }) => {
      if (this.#isWell) tell(`what is served is no longer written to ${options.path}: ${message}`);
      this.#isWell = false;
    });
  }

  readonly watch = (served: ServedLookup): void => {
    const { service, rate } = this.#options;
    if (!this.#isWell || served.asked.service !== service || Math.random() >= rate) return;
    if (this.#stream.writableLength > mostWaiting) return;
    this.#stream.write(
      rowsOf(served)
        .map((row) => `${exactLine(row)}\n`)
        .join(''),
    );
  };

  /** Resolves when all of it is written. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isWell) this.#stream.end(resolve);
      else resolve();
    });
  }
}

function rowsOf({
  asked,
  requests,
  answer: { entities, columns, features, keyTypes, now },
}: ServedLookup): Record<string, Exact>[] {
  const found = foundRows(columns, entities.length);
  const request = Object.assign({}, ...(asked.request ?? [])) as Record<string, string>;
  return entities.map((entity, e) => {
    const keys = Object.entries(entity).map(([name, text]) => [name, ofType(text, keyTypes.get(name))] as const);
    const row: Record<string, Exact> = {
      served_at: formatIso(now),
      ...Object.fromEntries(keys),
      ...(requests?.[e] ?? request),
    };
    for (const [output, { value, type, status, eventTimestamp }] of Object.entries(found[e]!)) {
      row[output] = plainValue(value, type);
      const isOfRow = status === 'present' || status === 'null';
      const time = timeColumn({ view: { name: joinedView(output, features.get(output)!.feature) } });
      row[time] = isOfRow && eventTimestamp !== null ? formatIso(eventTimestamp) : null;
    }
    return row;
  });
}

/** The name that the feature's view is joined under. */
function joinedView(output: string, feature: string): string {
  return output.slice(0, -`__${feature}`.length);
}

/** A key as its records have it, so that the log's reader takes it for the same. */
function ofType(text: string, type = 'VARCHAR'): Exact {
  return describeType(type).family === 'integer' && /^-?\d+$/.test(text) ? BigInt(text) : text;
}
