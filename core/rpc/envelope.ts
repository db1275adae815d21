import type { WireError } from '../errors/asof-error.ts';
import type { Progress } from '../engine/engine.ts';

/** A call's end. A failure is data, because an Error loses its class and code on the way. */
export type CallOutcome = { ok: true; value: unknown } | { ok: false; error: WireError };

/** What a page may ask of a host, and all that it may. Ids are the page's, unique while the call runs. */
export interface HostSide {
  call(id: number, method: string, input: unknown): Promise<CallOutcome>;
  cancel(id: number): void;
}

/** What a host tells a page. */
export interface PageSide {
  progress(id: number, progress: Progress): void;
}
