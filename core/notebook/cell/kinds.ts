import type { Fields } from '../../model/fields.ts';
import { audit } from '../../question/audit.ts';
import { catalog } from '../../question/catalog.ts';
import { cost } from '../../question/cost.ts';
import { data } from '../../question/data.ts';
import { define } from '../../question/define.ts';
import { drift } from '../../question/drift.ts';
import { duplicates } from '../../question/duplicates.ts';
import { freshness } from '../../question/freshness.ts';
import { leakage } from '../../question/leakage.ts';
import { lookup } from '../../question/lookup.ts';
import { materialize } from '../../question/materialize.ts';
import { plot } from '../../question/plot.ts';
import type { Question } from '../../question/question.ts';
import { readAsked } from '../../question/read-cell.ts';
import { serving } from '../../question/serving.ts';
import { skew } from '../../question/skew.ts';
import { trainingSet } from '../../question/training-set.ts';
import { readReaderQuestion } from './ask-cell.ts';
import { readClaims } from './check-cell.ts';
import { readParameter } from './parameter-cell.ts';
import { readPlot } from './plot-cell.ts';

/** How a kind's body is read; `name` is the cell's. */
interface Kind<A> {
  read(fields: Fields, name: string | null): A;
  /** Its rows can be used in SQL, by the cell's name. */
  hasRows: boolean;
  /** It changes something outside. */
  writes: boolean;
  /** What its body asks, where that is said as a question. */
  question?: Question;
}

function asks<Q extends Question>(question: Q, what: { hasRows?: boolean; writes?: boolean } = {}) {
  return { hasRows: false, writes: false, ...what, question, read: (fields: Fields) => readAsked(question, fields) };
}

/** Who writes to production says so on the command line or in the window: a file may be anybody's. */
const { confirm: _, ...written } = materialize;

/** Spec section 7. Of the body of each, but `sql`, whose body is no YAML. */
export const kinds = {
  data: asks(data, { hasRows: true }),
  leakage: asks(leakage, { hasRows: true }),
  'training-set': asks(trainingSet, { hasRows: true }),
  materialize: asks(written, { writes: true }),
  lookup: asks(lookup),
  serving: asks(serving),
  skew: asks(skew, { hasRows: true }),
  audit: asks(audit, { hasRows: true }),
  drift: asks(drift),
  freshness: asks(freshness),
  catalog: asks(catalog),
  duplicates: asks(duplicates),
  cost: asks(cost),
  define: asks(define, { hasRows: true }),
  plot: { ...asks(plot), read: readPlot },
  parameter: { read: readParameter, hasRows: false, writes: false },
  check: { read: readClaims, hasRows: false, writes: false },
  ask: { read: readReaderQuestion, hasRows: false, writes: false },
} satisfies Record<string, Kind<unknown>>;

export type KindName = keyof typeof kinds;

/** What a cell of a known kind asks. */
export type CellContent =
  | { kind: 'sql'; asked: string }
  | { [K in KindName]: { kind: K; asked: ReturnType<(typeof kinds)[K]['read']> } }[KindName];

/** What a kind's body asks, field by field; null where it is another thing. */
export function askedIn(word: string): Question | null {
  const kind: Kind<unknown> | null = isKind(word) ? kinds[word] : null;
  return kind?.question ?? null;
}

/** A cell of that kind changes something outside. */
export function writes(word: string): boolean {
  return isKind(word) && kinds[word].writes;
}

/** What a cell of that kind answers has rows, which SQL can name. */
export function hasRows(word: string): boolean {
  return word === 'sql' || (isKind(word) && kinds[word].hasRows);
}

export function isKind(word: string): word is KindName {
  return Object.hasOwn(kinds, word);
}
