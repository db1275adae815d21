import { isAlias, isScalar, type Document, type LineCounter, type Node } from 'yaml';
import { AsofError, type Where } from '../errors/asof-error.ts';
import type { ErrorCode, ErrorParams } from '../errors/catalogue.ts';

/** Environment variables, for `${NAME}`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A YAML document while it is read: collects what is wrong, each with its line. */
export class Reading {
  readonly problems: AsofError[] = [];
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #env: Env;
  readonly #firstLine: number;

  /** @param firstLine The line of the file in which the document begins. */
  constructor(document: Document, lines: LineCounter, file: string, env: Env, firstLine = 1) {
    this.#document = document;
    this.#lines = lines;
    this.#file = file;
    this.#env = env;
    this.#firstLine = firstLine;
  }

  report(code: ErrorCode, params: ErrorParams, offset: number): void {
    this.problems.push(new AsofError(code, params, { where: this.#where(offset) }));
  }

  /** The same of a failure that came of reading what is there; any other is thrown on. */
  failed(error: unknown, offset: number): void {
    if (!(error instanceof AsofError) || error.kind !== 'input') throw error;
    this.problems.push(error.at(this.#where(offset)));
  }

  wrong(offset: number, message: string, expected: string): void {
    this.report('definitions_invalid', { message, expected }, offset);
  }

  lineAt(offset: number): number {
    return this.#lines.linePos(offset).line + this.#firstLine - 1;
  }

  #where(offset: number): Where {
    return { file: this.#file, line: this.lineAt(offset) };
  }

  /** What an alias stands for, else the node; null where nothing is written. */
  node(value: unknown): Node | null {
    const node = isAlias(value) ? value.resolve(this.#document) : value;
    const empty = node === null || node === undefined || (isScalar(node) && node.value === null);
    return empty ? null : (node as Node);
  }

  /** Puts in environment variables; one that is not set is a problem. */
  expand(text: string, node: Node): string {
    return expandVariables(text, this.#env, (name) => {
      const expected = `set it, or write \${${name}:-default}`;
      this.wrong(offsetOf(node), `the environment variable ${name} is not set`, expected);
      return '';
    });
  }
}

/** Puts environment variables where `${NAME}` and `${NAME:-default}` are; an empty one counts as not set. */
export function expandVariables(text: string, env: Env, missing: (name: string) => string): string {
  return text.replaceAll(
    /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]{0,1000}))?\}/g,
    (_, name: string, otherwise?: string) => env[name] || (otherwise ?? missing(name)),
  );
}

export function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
