import type { AskContext, StoreContext } from '../../../ask/context.ts';
import { askMaterialize } from '../../../ask/materialize.ts';
import { formatIso, parseInstant } from '../../../time/instant.ts';
import { FeastFailure } from './failure.ts';
import type { MaterializeBody } from './write-schemas.ts';

export interface FeastWriting {
  current: () => StoreContext;
  /** What is asked of the files. */
  files: () => Promise<AskContext>;
  /** The name of the environment, without which nothing is written to production. */
  confirm: string | null;
  /** Is told why a run failed that nobody waits for. */
  tell: (line: string) => void;
}

interface AskedRun {
  views: string[];
  start: bigint | null;
  end: bigint | null;
}

/** Runs that somebody asked for over HTTP: of a view one at a time. */
export class Materializing {
  readonly #writing: Pick<FeastWriting, 'files' | 'confirm'>;
  readonly #signal: AbortSignal;
  readonly #underWay = new Set<string>();

  constructor(writing: Pick<FeastWriting, 'files' | 'confirm'>, signal: AbortSignal) {
    this.#writing = writing;
    this.#signal = signal;
  }

  /** Throws what `askMaterialize` throws, and `FeastFailure` while a view is being materialized. */
  async run({ views, start, end }: AskedRun): Promise<void> {
    const busy = views.find((view) => this.#underWay.has(view));
    if (busy !== undefined) throw new FeastFailure(409, `${busy} is being materialized already`);
    views.forEach((view) => this.#underWay.add(view));
    try {
      const { files, confirm } = this.#writing;
      const asked = {
        views,
        ...(start !== null && { start }),
        ...(end !== null && { end }),
        ...(confirm !== null && { confirm }),
      };
      await askMaterialize(await files(), asked, { signal: this.#signal });
    } finally {
      views.forEach((view) => this.#underWay.delete(view));
    }
  }
}

/** Throws `FeastFailure` for times that are none, or in the wrong order. */
export function materializeInterval(
  body: MaterializeBody,
  hasStart: boolean,
): { start: bigint | null; end: bigint | null } {
  const { start_ts: from, end_ts: to, disable_event_timestamp: isWhole = false } = body;
  if (isWhole) return { start: 0n, end: null };
  if (!to || (hasStart && !from))
    throw new FeastFailure(500, 'start_ts and end_ts are required when disable_event_timestamp is False');
  const [start, end] = [hasStart ? instant(from!) : null, instant(to)];
  if (start !== null && start >= end)
    throw new FeastFailure(500, `start_ts (${formatIso(start)}) must be before end_ts (${formatIso(end)})`);
  return { start, end };
}

function instant(text: string): bigint {
  try {
    return parseInstant(text);
  } catch {
    throw new FeastFailure(500, `Invalid timestamp format: ${text}`);
  }
}
