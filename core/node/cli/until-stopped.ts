import { bad } from './arguments.ts';

/** The port that `--port` names; null where it is not given, which `without` says in words. Throws `bad_option`. */
export function parsePort(text: string | undefined, without: string): number | null {
  if (text === undefined) return null;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw bad(`--port ${text} is not a port`, `write a number up to 65535; without it, ${without}`);
}

/** Resolves at Ctrl-C, or when the process is asked to end. */
export function untilStopped(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
