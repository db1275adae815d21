import { toWire, type AsofError } from '../errors/asof-error.ts';
import { askedText } from '../notebook/graph/stale.ts';
import type { Answered, FileVersions, Owned } from '../results/results.ts';
import { parseInstant } from '../time/instant.ts';
import type { CallArguments, CallOptions, Host, Input, Method, Output } from './contract.ts';
import { resultsIn, withResults } from './named-results.ts';
import type { SkewAnswer } from './skew-api.ts';
import type { SqlAnswer } from './sql-api.ts';

/** The calls whose answers are held. */
const holding: ReadonlySet<Method> = new Set(['leakage', 'define', 'trainingSet', 'ask', 'skew', 'sql']);

/** A host whose answers are there for as long as they are shown. */
export interface AnswersHost extends Host {
  /** Takes an answer that was given before, by another process maybe, for one of its own. */
  adopt(method: Method, input: Owned, answer: unknown): void;
}

/** How a held answer was asked for. */
interface AskedFor {
  owner: string | undefined;
  files: FileVersions;
  again: (options?: CallOptions) => Promise<Answered>;
}

/**
 * Where an answer is no longer held (the host was started again, or its engine; or there was no room for it), its
 * question is asked again, once, and what was asked of the answer is asked of the new one. Where the files are others
 * by then, the call fails with `stale_result`.
 */
export function askingAgain(host: Host): AnswersHost {
  const asked = new Map<string, AskedFor>();
  /** What is held in place of a result. */
  const renewed = new Map<string, Promise<string>>();

  async function ask<M extends Method>(method: M, input: Owned, options?: CallOptions): Promise<Output<M>> {
    const answer = await askOf(method, input, options);
    adopt(method, input, answer);
    return answer;
  }

  function adopt(method: Method, input: Owned, answer: unknown): void {
    const { owner } = input;
    for (const [id, before] of asked) if (owner !== undefined && before.owner === owner) forget(id);
    const held = heldIn(answer);
    if (!held) return;
    const again = async (how?: CallOptions): Promise<Answered> => {
      const next = heldIn(await askOf(method, { ...input, ...asOfThen(held) }, how));
      if (!next) throw new TypeError(`${method} gave nothing that is held`);
      return next;
    };
    asked.set(held.result, { owner, files: held.files, again });
  }

  function pass<M extends Method>(method: M, input: unknown, options?: CallOptions): Promise<Output<M>> {
    return host.call(method, ...([input, options] as unknown as CallArguments<M>));
  }

  function forget(id: string): void {
    asked.delete(id);
    renewed.delete(id);
  }

  async function renew({ files, again }: AskedFor, stale: unknown, options?: CallOptions): Promise<string> {
    const answer = await again(options && { ...(options.onprogress && { onprogress: options.onprogress }) });
    if (askedText(answer.files) !== askedText(files)) throw stale;
    return answer.result;
  }

  /** Of results, by whatever they are called now. */
  async function askOf<M extends Method>(method: M, input: unknown, options?: CallOptions): Promise<Output<M>> {
    const ids = resultsIn(input).filter((id) => asked.has(id));
    if (ids.length === 0) return pass(method, input, options);
    const before = new Map(ids.map((id) => [id, renewed.get(id)]));
    const call = async (): Promise<Output<M>> => {
      const now = new Map<string, string>();
      for (const id of ids) now.set(id, (await renewed.get(id)) ?? id);
      return pass(method, withResults(input, now), options);
    };
    try {
      return await call();
    } catch (error) {
      const { code } = toWire(error);
      if (code !== 'stale_result' && code !== 'host_lost') throw error;
      if (code === 'host_lost') await connected(host, error as AsofError);
      for (const id of ids) {
        const known = asked.get(id);
        if (!known) throw error;
        // Whoever comes second waits for what the first has asked.
        if (renewed.get(id) !== before.get(id)) continue;
        const next = renew(known, error, options);
        renewed.set(id, next);
        next.catch(() => renewed.get(id) === next && renewed.delete(id));
      }
      return call();
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
      return askOf(method, input, options);
    },
    adopt,
    onstate: (listener) => host.onstate(listener),
    close: () => host.close(),
  };
}

/** What of an answer is held; null where nothing is. */
export function heldIn(answer: unknown): Answered | null {
  const { found } = answer as Partial<SqlAnswer>;
  return found === undefined ? (answer as Answered) : found;
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
