import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AskContext, StoreContext } from '../../ask/context.ts';
import { toLine } from '../../errors/asof-error.ts';

/** Where definitions are written, and what is asked of under each text of theirs. */
export interface DefinitionsSource {
  path: string;
  /** As it is to begin with. */
  text: string;
  context(text: string): StoreContext;
  /** Is told when one takes the place of another, which is still asked of what was begun under it. */
  replaced?(old: StoreContext, by: StoreContext): void;
  /** The same with the files that it names. */
  files(text: string): Promise<AskContext>;
}

/**
 * A workspace whose definitions are taken up again when their file changes. While they are wrong, those of before are
 * kept, and `tell` is told once why. What was asked before goes on under the definitions that it began with.
 */
export class LiveDefinitions {
  #context: StoreContext;
  /** Of the context. */
  #kept: string;
  /** As it was last read. */
  #text: string;
  readonly #source: DefinitionsSource;
  readonly #tell: (line: string) => void;

  constructor(source: DefinitionsSource, tell: (line: string) => void, everyMs = 1000) {
    this.#source = source;
    this.#tell = tell;
    this.#kept = this.#text = source.text;
    this.#context = source.context(source.text);
    // Looked at, not listened to: editors put a new file in the place of the old one, and mounted volumes say nothing.
    watchFile(source.path, { interval: everyMs, persistent: false }, () => void this.look());
  }

  get context(): StoreContext {
    return this.#context;
  }

  /** What is asked of the files under the definitions that hold. */
  files(): Promise<AskContext> {
    return this.#source.files(this.#kept);
  }

  /** Reads the file again. */
  async look(): Promise<void> {
    const text = await readFile(this.#source.path, 'utf8').catch(() => null);
    if (text === this.#text) return;
    if (text === null) return this.#tell('asof.yaml cannot be read; the definitions of before are kept');
    this.#text = text;
    const context = this.#source.context(text);
    const [problem] = context.workspace.problems;
    if (problem) return this.#tell(`${toLine(problem)}; the definitions of before are kept`);
    const old = this.#context;
    this.#context = context;
    this.#kept = text;
    this.#source.replaced?.(old, context);
    this.#tell('asof.yaml has changed and was taken up');
  }

  close(): void {
    unwatchFile(this.#source.path);
  }
}
