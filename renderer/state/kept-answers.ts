import type { FileVersions } from '../../core/results/results.ts';
import { decode, encode } from '@msgpack/msgpack';
import { staleBecause, type AnswerKey } from '../../core/notebook/graph/stale.ts';
import type { Host } from '../../core/rpc/contract.ts';
import type { KeptAnswer } from '../../core/rpc/kept-api.ts';
import type { NotebookRef } from '../../core/rpc/notebook-api.ts';
import { packNotes, unpackNotes, type NotedCall } from '../../core/rpc/noting-host.ts';
import { fingerprint } from '../../core/text/fingerprint.ts';

/** Bytes of one answer with what was looked at in it. */
const mostNotes = 3_500_000;

/** What is known of a kept answer before it is shown. */
export interface KeptHead {
  key: AnswerKey;
  /** What was asked, as the cell's state was asked it. */
  question: object;
  /** Milliseconds since 1970. */
  at: number;
  seconds: number;
  /** False where the same, asked again, may give something else. */
  isRepeatable: boolean;
}

interface Kept extends KeptHead {
  cell: string;
  id: string;
}

/** The answers that were kept of an open notebook, and where new ones are. */
export class NotebookAnswers {
  readonly #host: Host;
  readonly #ref: NotebookRef | null;
  readonly #kept: readonly Kept[];
  /** Of all tables that these read, as they were when the notebook was opened. */
  readonly #files: FileVersions;

  private constructor(host: Host, ref: NotebookRef | null, kept: readonly Kept[], files: FileVersions) {
    this.#host = host;
    this.#ref = ref;
    this.#kept = kept;
    this.#files = files;
  }

  /** Of cells that are no file. */
  static none(host: Host): NotebookAnswers {
    return new NotebookAnswers(host, null, [], {});
  }

  /** Never fails: what cannot be read is not there. */
  static async open(host: Host, ref: NotebookRef): Promise<NotebookAnswers> {
    try {
      const kept = (await host.call('keptAnswers', ref)).flatMap(readKeptHead);
      const tables = [...new Set(kept.flatMap(({ key }) => Object.keys(key.files)))];
      const { workspace } = ref;
      const files = tables.length > 0 ? await host.call('fileVersions', { workspace, tables }) : {};
      return new NotebookAnswers(host, ref, kept, files);
    } catch {
      return new NotebookAnswers(host, ref, [], {});
    }
  }

  /** A cell's: to what it now asks, else its last; null where there is none. */
  of(cell: string, { kind, asked }: Pick<AnswerKey, 'kind' | 'asked'>): KeptHead | null {
    const ofKind = this.#kept.filter(({ key }) => key.kind === kind);
    const own = ofKind.filter((one) => one.cell === fingerprint(cell));
    const same = [...own, ...ofKind].find(({ key }) => key.asked === asked);
    return same ?? own[0] ?? null;
  }

  /** Why a kept answer is not the one that would be given now. @param now All but the files. */
  staleBecause({ key, isRepeatable }: KeptHead, now: Omit<AnswerKey, 'files'>): string[] {
    const files = Object.fromEntries(Object.keys(key.files).map((name) => [name, this.#files[name] ?? '']));
    const volatile = isRepeatable ? [] : ['its SQL gives other rows each time'];
    return [...staleBecause(key, { ...now, files }), ...volatile];
  }

  /** Null where it is no longer there. */
  async notes(head: KeptHead): Promise<NotedCall[] | null> {
    const kept = this.#kept.find((one) => one === head);
    if (!kept || !this.#ref) return null;
    const { cell, id } = kept;
    try {
      const notes = await this.#host.call('keptNotes', { ...this.#ref, cell, id });
      return notes && unpackNotes(notes);
    } catch {
      return null;
    }
  }

  /** For the next time: nobody is told where that cannot be. */
  keep(cell: string, head: KeptHead, calls: readonly NotedCall[]): void {
    const notes = packNotes(calls, mostNotes);
    if (!this.#ref || !notes) return;
    const kept = {
      ...{ cell: fingerprint(cell), id: answerId(head.key) },
      ...{ head: encode(head, { useBigInt64: true, ignoreUndefined: true }), notes },
    };
    void this.#host.call('keepAnswer', { ...this.#ref, ...kept }).catch(() => null);
  }
}

/** Equal where all that an answer depends on is. */
export function answerId(key: AnswerKey): string {
  return fingerprint(JSON.stringify(key));
}

/** None where what is there is none. */
export function readKeptHead({ head, ...which }: KeptAnswer): Kept[] {
  try {
    return [{ ...(decode(head, { useBigInt64: true }) as KeptHead), ...which }];
  } catch {
    return [];
  }
}
