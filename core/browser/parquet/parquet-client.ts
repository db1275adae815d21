import type { ParquetReply, ParquetRequest, ParquetAnswers, ParquetCall } from './serve-parquet.ts';

/** parquet-wasm stopped in the middle: its own fault, met by a file that it was not made for. */
export class ParquetPanic extends Error {}

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

/**
 * parquet-wasm in a worker, made when it is first needed. A panic fails what was asked, and the next to
 * ask gets a new worker: the old one's memory is in no order that can be relied on.
 */
export class ParquetClient {
  readonly #start: () => Worker;
  readonly #lacking: () => Promise<Error | null>;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #last = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param lacking Why parquet-wasm did not come, after its worker failed; null where it did. */
  constructor(start: () => Worker, lacking: () => Promise<Error | null> = () => Promise.resolve(null)) {
    this.#start = start;
    this.#lacking = lacking;
  }

  /** Waits until no one else uses the worker, which reads one file at a time. */
  use<T>(work: (ask: AskParquet) => Promise<T>): Promise<T> {
    const used = this.#turn.then(() => work((call) => this.#ask(call)));
    this.#turn = used.catch(() => undefined);
    return used;
  }

  close(): void {
    this.#drop(new ParquetPanic('it was closed'));
  }

  #ask<C extends ParquetCall>(call: C): Promise<ParquetAnswers[C['call']]> {
    const worker = (this.#worker ??= this.#open());
    const id = ++this.#last;
    return new Promise<ParquetAnswers[C['call']]>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...call, id } satisfies ParquetRequest);
    }).catch(async (thrown: unknown) => {
      throw (thrown instanceof ParquetPanic && (await this.#lacking())) || thrown;
    });
  }

  #open(): Worker {
    const worker = this.#start();
    worker.addEventListener('message', ({ data }: MessageEvent<ParquetReply>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('answer' in data) waiting?.resolve(data.answer as never);
      else waiting?.reject(data.trapped ? new ParquetPanic(data.error) : new Error(data.error));
      if ('trapped' in data && data.trapped && worker === this.#worker) this.#drop(new ParquetPanic(data.error));
    });
    for (const type of ['error', 'messageerror']) {
      worker.addEventListener(type, (event) => {
        if (worker === this.#worker) this.#drop(new ParquetPanic((event as ErrorEvent).message || 'its worker failed'));
      });
    }
    return worker;
  }

  #drop(error: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

export type AskParquet = <C extends ParquetCall>(call: C) => Promise<ParquetAnswers[C['call']]>;
