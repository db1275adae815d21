import type { Progress, Run } from '../engine/engine.ts';
import type { HostApi } from './host-api.ts';

export type Method = keyof HostApi;
/** What a method is asked; null where it is asked nothing. */
export type Input<M extends Method> = Parameters<HostApi[M]> extends [infer I] ? I : null;
export type Output<M extends Method> = ReturnType<HostApi[M]>;

/** The host's side of the contract: a missing or a wrong method does not compile. */
export type Handlers = { [M in Method]: (input: Input<M>, run: Run) => Promise<Output<M>> };

export interface CallOptions {
  signal?: AbortSignal;
  onprogress?: (progress: Progress) => void;
}

/** `connected`; `lost`: calls fail with `host_lost` until it is back; `closed` for good. */
export type HostState = 'connected' | 'lost' | 'closed';

/** The page's side of the contract, the same over every transport and over none. */
export interface Host {
  readonly state: HostState;
  /** Fails with an `AsofError`; with `cancelled` as soon as the signal is aborted. */
  call<M extends Method>(method: M, ...args: CallArguments<M>): Promise<Output<M>>;
  /** Tells of every change of `state`; gives the function that ends it. */
  onstate(listener: (state: HostState) => void): () => void;
  close(): void;
}

export type CallArguments<M extends Method> =
  Input<M> extends null ? [input?: null, options?: CallOptions] : [input: Input<M>, options?: CallOptions];
