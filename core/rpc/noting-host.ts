import { decode, encode } from '@msgpack/msgpack';
import { askedText } from '../notebook/graph/stale.ts';
import type { Answered, FileVersions, Owned } from '../results/results.ts';
import { heldIn, type AnswersHost } from './asking-again.ts';
import type { CallArguments, CallOptions, Host, Method, Output } from './contract.ts';

/** The calls that an answer is made of; others are about its rows. */
const asking: ReadonlySet<Method> = new Set([
  ...(['leakage', 'define', 'trainingSet', 'ask', 'skew', 'sql', 'rowColumns', 'plot'] as const),
]);
/** A page of what is seen at first is smaller; of what is scrolled to, not all is to be kept. */
const longestPage = 300_000;
const mostFurther = 60;

/** A call and what it gave. */
export interface NotedCall {
  method: Method;
  input: unknown;
  output: unknown;
}

/**
 * A cell's way to the host: it notes what makes up its answer, and what is looked at in that. Of notes that were kept,
 * it gives the same again and nobody is asked; what is not among them, the host is asked.
 */
export class NotingHost implements Host {
  readonly #host: AnswersHost;
  readonly #onnote: () => void;
  #answer: NotedCall[] = [];
  /** What was looked at, latest last. */
  #further = new Map<string, NotedCall>();
  #recalled = new Map<string, NotedCall>();
  #isRecalling = false;
  /** Which answer it is. */
  #nth = 0;

  /** @param onnote Told of each that is noted. */
  constructor(host: AnswersHost, onnote: () => void) {
    this.#host = host;
    this.#onnote = onnote;
  }

  get state() {
    return this.#host.state;
  }

  /** The answer is made anew: what was noted is of another. */
  begin(): void {
    this.#nth++;
    this.#isRecalling = false;
    this.#answer = [];
    this.#further = new Map();
    this.#recalled = new Map();
  }

  /** What is now asked for the answer is given from these notes, until `begin`; of files that have changed, too. */
  recall(calls: readonly NotedCall[]): void {
    this.begin();
    this.#isRecalling = true;
    for (const call of calls) {
      if (asking.has(call.method)) this.#answer.push(call);
      else this.#recalled.set(keyOf(call.method, call.input), call);
    }
    this.#further = new Map(this.#recalled);
  }

  /** The answer is there: who asks for it once more asks the host. */
  recalled(): void {
    this.#isRecalling = false;
  }

  /** What makes up the answer, then what was looked at, the latest first. */
  get calls(): readonly NotedCall[] {
    return [...this.#answer, ...[...this.#further.values()].reverse()];
  }

  /** Of the tables that its answer read. */
  get files(): FileVersions {
    const read = this.#answer.map(({ output }): Partial<Answered> => heldIn(output) ?? {});
    return Object.assign({}, ...read.map(({ files }) => files)) as FileVersions;
  }

  async call<M extends Method>(method: M, ...args: CallArguments<M>): Promise<Output<M>> {
    const [input, options] = args as unknown as [unknown, CallOptions?];
    const known = this.#isRecalling && asking.has(method) ? this.#known(method, input) : this.#looked(method, input);
    if (known) return known.output as Output<M>;
    const nth = this.#nth;
    const output = await this.#host.call(method, ...([input, options] as unknown as CallArguments<M>));
    // Else another answer was begun meanwhile.
    if (nth === this.#nth) this.#note({ method, input, output });
    return output;
  }

  onstate(listener: Parameters<Host['onstate']>[0]): () => void {
    return this.#host.onstate(listener);
  }

  close(): void {
    this.#host.close();
  }

  /** As it was asked then, by whoever asks now. */
  #known(method: Method, input: unknown): NotedCall | undefined {
    const known = this.#answer.find((call) => call.method === method);
    if (known && ownerOf(input) !== undefined)
      this.#host.adopt(method, { ...(known.input as Owned), owner: ownerOf(input) }, known.output);
    return known;
  }

  #looked(method: Method, input: unknown): NotedCall | undefined {
    return this.#recalled.size > 0 ? this.#recalled.get(keyOf(method, input)) : undefined;
  }

  #note(call: NotedCall): void {
    const { method, input, output } = call;
    if (asking.has(method)) this.#answer = [...this.#answer.filter((one) => one.method !== method), call];
    else if (isOfResult(input) && !(output instanceof Uint8Array && output.length > longestPage)) {
      const key = keyOf(method, input);
      this.#further.delete(key);
      this.#further.set(key, call);
      const [oldest] = this.#further.keys();
      if (this.#further.size > mostFurther) this.#further.delete(oldest!);
    } else return;
    this.#onnote();
  }
}

/** Notes as bytes, as many as there is room for, the first of them first; null where even the answer is too long. */
export function packNotes(calls: readonly NotedCall[], most: number): Uint8Array | null {
  const packed: Uint8Array[] = [];
  let bytes = 0;
  for (const call of calls) {
    const next = encode(call, { useBigInt64: true, ignoreUndefined: true });
    if (bytes + next.length <= most) packed.push(next);
    else if (asking.has(call.method)) return null;
    else continue;
    bytes += next.length;
  }
  return packed.length > 0 ? encode(packed) : null;
}

/** Throws where they are none. */
export function unpackNotes(bytes: Uint8Array): NotedCall[] {
  return (decode(bytes) as Uint8Array[]).map((one) => decode(one, { useBigInt64: true }) as NotedCall);
}

/** Whoever asked. */
function keyOf(method: Method, input: unknown): string {
  return askedText([method, input]);
}

function isOfResult(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'result' in input;
}

function ownerOf(input: unknown): string | undefined {
  return (input as Owned | null)?.owner;
}
