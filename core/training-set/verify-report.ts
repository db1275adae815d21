/** `asof verify --json`. */
export interface VerifyReport {
  set: string;
  /** What wrote it: the program's version, and the engine's. */
  made_by: string;
  /** Nothing differs. */
  same: boolean;
  inputs: VerifiedInput[];
  /** What asof.yaml says otherwise of what the set is made of. */
  definitions: ChangedDefinition[];
  /** Null where the set could not be made again; `why` then says why. */
  values: VerifiedValues | null;
  why: string | null;
}

export interface VerifiedInput {
  path: string;
  /** Of the file there is now: by its hash. `new` is one that the set was not made from. */
  state: 'same' | 'changed' | 'missing' | 'new';
}

export interface ChangedDefinition {
  /** `feature view stats_v1`. */
  definition: string;
  field: string;
  /** As YAML writes it on one line; null where it is not said. */
  was: string | null;
  is: string | null;
}

export interface VerifiedValues {
  /** Of the set, and as it is made again. */
  rows: { set: number; again: number };
  /** Columns that only one of them has, and those of another kind of type: a number that became text. */
  columns: { only_set: string[]; only_again: string[]; retyped: { column: string; set: string; again: string }[] };
  differing: { column: string; rows: number; examples: DifferingValue[] }[];
}

/** Whether a set has the rows, columns and values that it is made again with. */
export function areSame({ rows, columns, differing }: VerifiedValues): boolean {
  const odd = [...Object.values(columns), differing];
  return rows.set === rows.again && odd.every((list) => list.length === 0);
}

export interface DifferingValue {
  /** From 0. */
  row: number;
  /** As text. */
  set: string | null;
  again: string | null;
}
