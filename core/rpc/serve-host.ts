import { AsofError, toWire } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import type { Progress } from '../engine/engine.ts';
import { sayStep } from '../engine/step.ts';
import type { Handlers, Method } from './contract.ts';
import type { HostSide, CallOutcome, PageSide } from './envelope.ts';
import { inputs } from './inputs.ts';
import { peer } from './peer.ts';
import type { Transport } from './transport.ts';

/** Requests are small: names, options, the roles of some thousand files. */
const requestBounds = { bytes: 16_000_000, values: 250_000 };
/** More than any page has under way; each call that runs costs the host. */
const mostCalls = 1000;
/** A page sends the frames of a message one right after the other. */
const patienceMs = 30_000;
const progressEveryMs = 100;

/**
 * Answers one page over a transport. Whatever the page sends is checked before it reaches a handler.
 * When the transport ends, everything that still runs for the page is cancelled, then `ended` is called.
 */
export function serveHost(handlers: Handlers, transport: Transport, ended: () => void = () => {}): void {
  const running = new Map<number, AbortController>();
  const host: HostSide = {
    async call(id, method, input): Promise<CallOutcome> {
      try {
        if (!Number.isSafeInteger(id) || running.has(id)) throw new TypeError('a call needs an id of its own');
        if (running.size >= mostCalls) throw new AsofError('bad_option', { message: 'too many calls at once' });
        const control = new AbortController();
        running.set(id, control);
        try {
          const progress = sparingly((step: Progress) => {
            // An engine may report once more after the page has gone.
            if (!page.$closed) page.$callEvent('progress', id, step).catch(() => undefined);
          });
          const value = await answer(handlers, method, input, control.signal, progress);
          return { ok: true, value };
        } finally {
          running.delete(id);
        }
      } catch (error) {
        return { ok: false, error: toWire(error) };
      }
    },
    cancel(id) {
      running.get(id)?.abort(new AsofError('cancelled'));
    },
  };
  const page = peer<PageSide, HostSide>(host, transport, {
    most: requestBounds,
    patienceMs,
    closed() {
      for (const control of running.values()) control.abort(new AsofError('cancelled'));
      page.$close();
      ended();
    },
  });
}

/** Answers a page over a transport, where the host could not be opened: every call fails with the reason. */
export function refuseHost(reason: unknown, transport: Transport): void {
  const refuse = (): never => {
    throw reason;
  };
  const none: unknown = Object.fromEntries(Object.keys(inputs).map((method) => [method, refuse]));
  serveHost(none as Handlers, transport);
}

async function answer(
  handlers: Handlers,
  method: string,
  input: unknown,
  signal: AbortSignal,
  progress: (progress: Progress) => void,
): Promise<unknown> {
  if (!isMethod(method)) throw unknownName('call', String(method));
  return ask(handlers, method, input, signal, progress);
}

function ask<M extends Method>(
  handlers: Handlers,
  method: M,
  input: unknown,
  signal: AbortSignal,
  progress: (progress: Progress) => void,
): Promise<unknown> {
  return handlers[method](inputs[method](input, method), { signal, progress });
}

function isMethod(name: unknown): name is Method {
  return typeof name === 'string' && Object.hasOwn(inputs, name);
}

/** At most one report in a tenth of a second, and every new step. */
function sparingly(report: (progress: Progress) => void): (progress: Progress) => void {
  let last = { step: '', at: 0 };
  return (progress) => {
    const at = performance.now();
    const step = sayStep(progress);
    if (step === last.step && at - last.at < progressEveryMs) return;
    last = { step, at };
    report(progress);
  };
}
