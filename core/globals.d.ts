/** The few globals that Node and every browser share and that pure core uses; core compiles with the types of neither. */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare const AbortController: { new (): AbortController };
declare const performance: { now(): number };
declare const TextDecoder: {
  new (
    encoding: string,
    options?: { fatal: boolean; ignoreBOM?: boolean },
  ): {
    decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
  };
};
declare const TextEncoder: {
  new (): {
    encode(text: string): Uint8Array;
    encodeInto(text: string, target: Uint8Array): { read: number; written: number };
  };
};
