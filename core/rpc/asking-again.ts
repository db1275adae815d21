import { toWire, type AsofError } from '../errors/asof-error.ts';
import type { Answered, Owned } from '../results/results.ts';
import { parseInstant } from '../time/instant.ts';
import type { CallArguments, CallOptions, Host, Input, Method, Output } from './contract.ts';
import type { SkewAnswer } from './skew-api.ts';

/** The calls whose answers are held. */
const holding: ReadonlySet<Method> = new Set(['leakage', 'define', 'trainingSet', 'ask', 'skew']);

/** How a held answer was asked for. */
interface AskedFor {
  owner: string | undefined;
  files: string;
  again: (options?: CallOptions) => Promise<Answered>;
}

/**
 * A host whose answers are there for as long as they are shown. Where one is no longer held (the host was started
 * again, or its engine; or there was no room for it), its question is asked again, once, and what was asked of the
 * answer is asked of the new one. Where the files are others by then, the call fails with `stale_result`.
 */
export function askingAgain(host: Host): Host {
  const asked = new Map<string, AskedFor>();
  /** What is held in place of a result. */
  const renewed = new Map<string, Promise<string>>();

  async function ask<M extends Method>(method: M, input: Owned, options?: CallOptions): Promise<Output<M>> {
    const call = (given: Owned, how?: CallOptions) => pass(method, given, how) as Promise<Output<M> & Answered>;
    const answer = await call(input, options);
    const { owner } = input;
    for (const [id, before] of asked) if (owner !== undefined && before.owner === owner) forget(id);
    const { result, files } = answer;
    asked.set(result, { owner, files, again: (how) => call({ ...input, ...asOfThen(answer) }, how) });
    return answer;
  }

  function pass<M extends Method>(method: M, input: unknown, options?: CallOptions): Promise<Output<M>> {
    return host.call(method, ...([input, options] as unknown as CallArguments<M>));
  }

  function forget(id: string): void {
    asked.delete(id);
    renewed.delete(id);
  }

  async function renew(id: string, { files, again }: AskedFor, stale: unknown, options?: CallOptions): Promise<string> {
    const answer = await again(options && { ...(options.onprogress && { onprogress: options.onprogress }) });
    if (answer.files !== files) throw stale;
    return answer.result;
  }

  /** Of a result, by whatever it is called now. */
  async function askOf<M extends Method>(
    method: M,
    input: { result: string },
    options?: CallOptions,
  ): Promise<Output<M>> {
    const { result: id } = input;
    const now = renewed.get(id);
    const call = (result: string) => pass(method, { ...input, result }, options);
    try {
      return await call(now ? await now : id);
    } catch (error) {
      const known = asked.get(id);
      const { code } = toWire(error);
      if (!known || (code !== 'stale_result' && code !== 'host_lost')) throw error;
      if (code === 'host_lost') await connected(host, error as AsofError);
      // Whoever comes second waits for what the first has asked.
      if (renewed.get(id) === now) {
        const next = renew(id, known, error, options);
        renewed.set(id, next);
        next.catch(() => renewed.get(id) === next && renewed.delete(id));
      }
      return call(await renewed.get(id)!);
    }
  }

  return {
    get state() {
      return host.state;
    },
    call<M extends Method>(method: M, ...args: CallArguments<M>): Promise<Output<M>> {
      const [input, options] = args as unknown as [unknown, CallOptions?];
      if (holding.has(method)) return ask(method, input as Owned, options);
      if (method === 'release')
        for (const [id, { owner }] of asked) if (owner === (input as Input<'release'>).owner) forget(id);
      return input !== null && typeof input === 'object' && 'result' in input
        ? askOf(method, input as { result: string }, options)
        : pass(method, input, options);
    },
    onstate: (listener) => host.onstate(listener),
    close: () => host.close(),
  };
}

/** What skew was asked as of now is asked again as of then. */
function asOfThen(answer: Answered): { asOf?: bigint } {
  const { report } = answer as Partial<SkewAnswer>;
  return report?.as_of ? { asOf: parseInstant(report.as_of) } : {};
}

/** Fails with what was thrown where the host does not come back. */
function connected(host: Host, thrown: AsofError): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (host.state === 'lost') return;
      stop();
      if (host.state === 'connected') resolve();
      else reject(thrown);
    };
    const stop = host.onstate(look);
    look();
  });
}
