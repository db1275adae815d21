import { Scratch } from '../engine/scratch.ts';
import type { Engine, Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import type { FeatureRef } from '../model/definitions.ts';
import type { SkewPairs, ViewPairs } from '../skew/pairs.ts';
import { sql, type Sql } from '../sql/sql.ts';
import type { BoundLabels } from '../table/bound.ts';

/** An answer whose pairs can still be asked for. */
export interface HeldSkew {
  id: string;
  /** Of the open workspace. */
  workspace: string;
  pairs: SkewPairs;
  /** Null against the online store. */
  log: BoundLabels | null;
  arrangements: Map<string, PairArrangement>;
}

/** The pairs of one feature in an order. */
export interface PairArrangement {
  id: string;
  view: ViewPairs;
  feature: number;
  /** A table of (position, n), both from 0. */
  table: Sql;
  rows: number;
  /** The `n` at position 0; null without rows. */
  first: number | null;
  scratch: Scratch;
}

/** A page shows one; the one before is still read from while the next is made. */
const mostResults = 3;
const mostArrangements = 4;

/** The answers on skew that a page can ask for pairs, least recently used first. */
export class SkewResults {
  readonly #engine: Engine;
  /** Told apart from those of a process before this one. */
  readonly #prefix = `skew-${Math.random().toString(36).slice(2, 10)}`;
  readonly #held = new Map<string, HeldSkew>();
  #count = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async hold(answer: Omit<HeldSkew, 'id' | 'arrangements'>): Promise<HeldSkew> {
    const held: HeldSkew = { ...answer, id: `${this.#prefix}-${++this.#count}`, arrangements: new Map() };
    this.#held.set(held.id, held);
    while (this.#held.size > mostResults) await this.release(this.#held.keys().next().value!);
    return held;
  }

  get(id: string): HeldSkew {
    const held = this.#held.get(id);
    if (!held) throw new AsofError('stale_result');
    this.#held.delete(id);
    this.#held.set(id, held);
    return held;
  }

  /** `query` gives (position, n). */
  async arrange(
    held: HeldSkew,
    { view, feature }: Pick<PairArrangement, 'view' | 'feature'>,
    query: Sql,
    run: Run,
  ): Promise<PairArrangement> {
    const scratch = new Scratch(this.#engine);
    const table = await scratch.table('pairs_arranged', query, run);
    const [found] = await this.#engine.rows<{ rows: number; first: number | null }>(
      sql`SELECT count(*)::DOUBLE AS rows, (min(n) FILTER (WHERE position = 0))::DOUBLE AS first FROM ${table}`,
      run,
    );
    const id = `${held.id}-${++this.#count}`;
    const arrangement = { id, view, feature, table, ...found!, scratch };
    held.arrangements.set(id, arrangement);
    if (held.arrangements.size > mostArrangements) {
      const oldest = held.arrangements.values().next().value!;
      held.arrangements.delete(oldest.id);
      await oldest.scratch.drop();
    }
    return arrangement;
  }

  arrangement(id: string): PairArrangement {
    for (const held of this.#held.values()) {
      const arrangement = held.arrangements.get(id);
      if (arrangement) return arrangement;
    }
    throw new AsofError('stale_result');
  }

  async release(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    for (const { scratch } of [...held.arrangements.values(), held.pairs]) await scratch.drop();
  }

  async releaseAll(): Promise<void> {
    for (const id of [...this.#held.keys()]) await this.release(id);
  }
}

/** Throws `unknown_name`. */
export function findView({ pairs }: HeldSkew, name: string): ViewPairs {
  const found = pairs.views.find(({ planned }) => planned.view.name === name);
  if (found) return found;
  const known = pairs.views.map(({ planned }) => planned.view.name).join(', ');
  throw new AsofError('unknown_name', { what: 'view of this result', name, known });
}

/** Throws `unknown_name`. */
export function findPairs(held: HeldSkew, ref: FeatureRef): Pick<PairArrangement, 'view' | 'feature'> {
  const view = findView(held, ref.view);
  const { features } = view.planned;
  const feature = features.findIndex(({ name }) => name === ref.feature);
  if (feature >= 0) return { view, feature };
  const known = features.map(({ name }) => name).join(', ');
  throw new AsofError('unknown_name', { what: `feature of ${ref.view} in this result`, name: ref.feature, known });
}
