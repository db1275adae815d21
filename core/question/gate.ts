import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';

/**
 * A gate on a report: `leak_rate>0`, `features.leak_rate>=0.1`,
 * `features.customer_stats_v1__total_spend.auc.inflation>0.05`. A path leads to a figure of the JSON
 * report. Through a list it means any of its entries, or the one whose name follows: a feature as
 * `view__feature`, `view:feature` or alone, a view and a column by their names.
 */
export interface Gate {
  /** What messages call it: `--fail-on "leak_rate>0"`. */
  what: string;
  text: string;
  path: string;
  operator: Operator;
  limit: number;
}

const compare = {
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
};
type Operator = keyof typeof compare;

/** @param said What the text is given as: `--fail-on`. */
export function parseGate(text: string, said = '--fail-on'): Gate {
  const [, path, operator, limit, percent] =
    /^\s*([^<>=!]+?)\s*(>=|<=|==|!=|>|<)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|true|false)\s*(%?)\s*$/i.exec(
      text,
    ) ?? [];
  const what = `${said} "${text.trim()}"`;
  if (path === undefined) {
    throw bad(
      `${what} is not a comparison`,
      "write a figure of the report, > >= < <= == or !=, and a number: 'leak_rate>0'",
    );
  }
  return { what, text: text.trim(), path, operator: operator as Operator, limit: limitOf(limit!, percent) };
}

function limitOf(text: string, percent?: string): number {
  if (/^(?:true|false)$/i.test(text)) return Number(text.toLowerCase() === 'true');
  return Number(text) / (percent ? 100 : 1);
}

const opposite: Record<Operator, Operator> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>', '==': '!=', '!=': '==' };

/** The gate that holds where what `text` claims of every figure that it names is not so, or was not measured. */
export function claimGate(text: string, said: string): Gate {
  const claim = parseGate(text, said);
  return { ...claim, operator: opposite[claim.operator] };
}

/**
 * The figures that made the gate hold, as `path = figure`; none where it does not hold. What was not measured never
 * passes: a rate, an age or a size that is null holds, so does what is counted against it, and where all figures are null each of them does.
 */
export function held(gate: Gate, report: object): string[] {
  const found = figures(report, gate.path, '', { ...gate, report });
  const holding = found.filter(({ figure }) => figure !== null && compare[gate.operator](figure, gate.limit));
  if (holding.length > 0) return holding.map(({ at, figure }) => `${at} = ${figure}`);
  const unmeasured = found.filter(({ figure }) => figure === null);
  const isJudged = ({ at }: Figure) => judged.test(at) || findings.has(at.slice(at.lastIndexOf('.') + 1));
  const failing = unmeasured.length === found.length ? unmeasured : unmeasured.filter(isJudged);
  return failing.map(({ at }) => `${at} is null: it was not measured`);
}

/** All figures that the gate names, as `path = figure`. */
export function figuresNamed(gate: Gate, report: object): string[] {
  return figures(report, gate.path, '', { ...gate, report }).map(({ at, figure }) => `${at} = ${figure}`);
}

/** Rates, ages and what something takes. */
const judged = /_rate$|_age_seconds(?:\.\w+)?$|[._]bytes$/;

/** Counts that say nothing, zero least of all, where the rate that belongs to them is null. */
const findings = new Set([
  'leaked_rows',
  'changed_rows',
  'mismatch',
  'missing_online',
  'missing_offline',
  'stale',
  'ahead',
  'suspicious',
  'future',
  'either',
  'drifted',
]);

/** A gate and the whole of what it is held against. */
interface Asked extends Gate {
  report: object;
}

interface Figure {
  at: string;
  figure: number | null;
}

function figures(value: unknown, path: string, at: string, gate: Asked): Figure[] {
  if (path === '') return [{ at, figure: toFigure(value, at, gate) }];
  if (value === null) return [{ at: `${at}.${path}`, figure: null }];
  if (path.startsWith('peek_seconds.') && hasNoPeek(value)) return [];
  if (Array.isArray(value)) return throughList(value as unknown[], path, at, gate);
  if (typeof value !== 'object') throw missing(path, {}, at, gate);
  const [key, rest] = cut(path);
  if (!Object.hasOwn(value, key)) throw missing(key, value, at, gate);
  if (findings.has(key) && (rateOf(value) === null || (key === 'suspicious' && !isSuspectable(value, gate.report))))
    return [{ at: at ? `${at}.${key}` : key, figure: null }];
  return figures((value as Record<string, unknown>)[key], rest, at ? `${at}.${key}` : key, gate);
}

function throughList(entries: unknown[], path: string, at: string, gate: Asked): Figure[] {
  const named = entries.flatMap((entry) => namesOf(entry).map((name) => ({ entry, name })));
  const chosen = named.find(({ name }) => path.startsWith(`${name}.`));
  if (chosen) return figures(chosen.entry, path.slice(chosen.name.length + 1), `${at}.${chosen.name}`, gate);
  return entries.flatMap((entry) => figures(entry, path, `${at}.${namesOf(entry)[0] ?? ''}`, gate));
}

/** What an entry of a list may be called, the plainest last; of a table its column. */
function namesOf(entry: unknown): string[] {
  const { view, feature, column } = entry as { view?: string; feature?: string; column?: string };
  if (view === undefined) return column === undefined ? [] : [column];
  return feature === undefined ? [view] : [`${view}__${feature}`, `${view}:${feature}`, feature];
}

/** Null where nothing was compared; undefined of what has no rate. */
function rateOf(value: object): unknown {
  const { match_rate, leak_rate, known_rate } = value as Record<string, unknown>;
  return [match_rate, leak_rate, known_rate].find((rate) => rate !== undefined);
}

/** Nothing is too good to be true of a feature without a value, or without a target to compare it with. */
function isSuspectable(feature: object, report: object): boolean {
  const { rows, target } = report as { rows?: number; target?: string | null };
  const { suspicious, asof_nulls: nulls } = feature as { suspicious?: string | null; asof_nulls?: number };
  return suspicious !== null || (target !== null && (rows === undefined || nulls !== rows));
}

/** A feature that was looked at and does not leak reaches into no future. */
function hasNoPeek(value: unknown): boolean {
  const { peek_seconds: peek, leak_rate: leaked, future } = Object(value) as Record<string, unknown>;
  return peek === null && (leaked === 0 || (future === 0 && rateOf(value as object) !== null));
}

function toFigure(value: unknown, at: string, gate: Gate): number | null {
  // A reason counts as one, and so does what is true.
  if (/[.]suspicious$/.test(at)) return value === null ? 0 : 1;
  if (typeof value === 'boolean') return Number(value);
  if (value === null || typeof value === 'number') return value;
  throw bad(
    `${gate.what}: ${at} is not a number`,
    Object.keys(value ?? {}).length ? `figures in it: ${Object.keys(value as object).join(', ')}` : '',
  );
}

function missing(key: string, object: object, at: string, gate: Gate) {
  const known = Object.keys(object);
  const near = nearest(key, known);
  const place = at ? ` in ${at}` : ' in the report';
  return bad(
    `${gate.what}: there is no ${key}${place}`,
    near ? `did you mean "${near}"?` : known.length ? `figures there are: ${known.join(', ')}` : '',
  );
}

function cut(path: string): [key: string, rest: string] {
  const dot = path.indexOf('.');
  return dot === -1 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)];
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
