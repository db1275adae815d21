import type { Engine, Run } from '../engine/engine.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { plural } from '../text/figures.ts';
import type { Joined } from './join.ts';
import { failed } from './on-demand.ts';

/** In so many label rows a feature could not be computed, and is null; spec section 2.1. */
export interface NotComputed {
  view: string;
  feature: string;
  rows: number;
}

/** Of the features that are asked for, in a point-in-time join, those that could not be computed in some rows. */
export async function notComputed(engine: Engine, { plan, onDemand }: Joined, run?: Run): Promise<NotComputed[]> {
  const found: NotComputed[] = [];
  for (const [v, { view, features }] of plan.onDemand.entries()) {
    const counts = features.map((_, i) => sql`count_if(${failed(i)})::DOUBLE AS ${ident(`n${i}`)}`);
    const [row] = await engine.rows<Record<string, number>>(sql`SELECT ${join(counts)} FROM ${onDemand[v]!}`, run);
    features.forEach(({ name, output }, i) => {
      const rows = row![`n${i}`]!;
      if (output !== null && rows > 0) found.push({ view: view.name, feature: name, rows });
    });
  }
  return found;
}

export function sayNotComputed({ view, feature, rows }: NotComputed): string {
  return `${view}:${feature} could not be computed in ${plural(rows, 'row')}, and is null there`;
}
