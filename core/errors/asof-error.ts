import { oneLine } from '../text/one-line.ts';
import { redacted } from '../text/redacted.ts';
import { catalogue, type ErrorCode, type ErrorKind, type ErrorParams } from './catalogue.ts';

/** Where something is wrong: a file, and in it a line, a column or a row (1-based). */
export interface Where {
  file?: string;
  line?: number;
  column?: string;
  row?: number;
}

/** A failure as it travels between processes and prints as JSON. */
export interface WireError {
  code: ErrorCode;
  kind: ErrorKind;
  title: string;
  hint: string;
  where?: Where;
  /** What the engine or the system said, for `--debug`. */
  detail?: string;
}

/** A failure that a user can act on: what is wrong (`title`), where, and what to do (`hint`). No password is in any of it. */
export class AsofError extends Error {
  override readonly name = 'AsofError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly title: string;
  readonly hint: string;
  readonly where: Where | undefined;
  readonly #params: ErrorParams;

  /** @param options.said What was said already, in place of what the catalogue makes of `params`. */
  constructor(
    code: ErrorCode,
    params: ErrorParams = {},
    options: { where?: Where | undefined; cause?: unknown; said?: Pick<WireError, 'title' | 'hint'> } = {},
  ) {
    const entry = catalogue[code];
    const { where, cause, said = { title: entry.title(params), hint: entry.hint(params) } } = options;
    const title = redacted(said.title);
    super(title, { cause });
    this.#params = params;
    this.code = code;
    this.kind = entry.kind;
    this.title = title;
    this.hint = redacted(said.hint);
    this.where = where?.file === undefined ? where : { ...where, file: redacted(where.file) };
  }

  /** What its title was made of, for code that acts on it; not redacted, and nothing of one that has travelled. */
  get params(): ErrorParams {
    return this.#params;
  }

  /** The same failure, at this place. */
  at(where: Where | undefined): AsofError {
    return new AsofError(this.code, this.#params, { where, cause: this.cause, said: this });
  }
}

/** One line: where, what, what to do. */
export function toLine(error: Pick<WireError, 'title' | 'hint' | 'where'>): string {
  const { file, line } = error.where ?? {};
  const place = file && !error.title.includes(file) ? `${file}${line ? `:${line}` : ''}: ` : '';
  return oneLine(`${place}${error.title}${error.hint ? ` (${error.hint})` : ''}`);
}

/** Any thrown value as data; what is not ours becomes `bug`. */
export function toWire(thrown: unknown): WireError {
  if (thrown instanceof AsofError) {
    const { code, kind, title, hint, where } = thrown;
    return {
      code,
      kind,
      title,
      hint,
      ...(where && { where }),
      ...(thrown.cause !== undefined && { detail: message(thrown.cause) }),
    };
  }
  const bug = new AsofError('bug', { message: message(thrown) });
  const detail = thrown instanceof Error && thrown.stack ? redacted(thrown.stack) : undefined;
  return { code: bug.code, kind: bug.kind, title: bug.title, hint: bug.hint, ...(detail && { detail }) };
}

/** The other side of `toWire`. */
export function fromWire(wire: WireError): AsofError {
  return new AsofError(wire.code, {}, { where: wire.where, cause: wire.detail, said: wire });
}

function message(thrown: unknown): string {
  return redacted(thrown instanceof Error ? thrown.message : String(thrown));
}
