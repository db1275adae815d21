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

  constructor(code: ErrorCode, params: ErrorParams = {}, options: { where?: Where; cause?: unknown } = {}) {
    const entry = catalogue[code];
    const title = redacted(entry.title(params));
    super(title, { cause: options.cause });
    this.code = code;
    this.kind = entry.kind;
    this.title = title;
    this.hint = redacted(entry.hint(params));
    this.where =
      options.where?.file === undefined ? options.where : { ...options.where, file: redacted(options.where.file) };
  }
}

/** One line: where, what, what to do. */
export function toLine(error: Pick<WireError, 'title' | 'hint' | 'where'>): string {
  const { file, line } = error.where ?? {};
  const place = file && !error.title.includes(file) ? `${file}${line ? `:${line}` : ''}: ` : '';
  return `${place}${error.title}${error.hint ? ` (${error.hint})` : ''}`.replaceAll(/\s*\n\s*/g, ' ');
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
  const error = new AsofError(wire.code, {}, { ...(wire.where && { where: wire.where }), cause: wire.detail });
  return Object.assign(error, { title: wire.title, hint: wire.hint, message: wire.title });
}

function message(thrown: unknown): string {
  return redacted(thrown instanceof Error ? thrown.message : String(thrown));
}
