import { Scratch } from '../../engine/scratch.ts';
import type { Engine, Run, Value } from '../../engine/engine.ts';
import { join, sql, type Sql } from '../../sql/sql.ts';
import { describeType } from '../../types/describe-type.ts';
import type { Target } from '../auc.ts';
import { leaks } from '../counts.ts';
import type { PairedFeature, Pairs } from '../pairs.ts';
import type { SampleValues } from './encode.ts';

/** Label rows with a target and a time, both joins' values beside each other, in the order of their times. */
export interface Sample {
  rows: number;
  /** So many rows it was drawn from. */
  of: number;
  /** 1 for the positive class. */
  positive: Uint8Array;
  /** 1 where any of the features leaks. */
  leaked: Uint8Array;
  features: { naive: SampleValues; asof: SampleValues }[];
}

/** At most so many rows, drawn by the hash of their places. */
const mostRows = 20_000;

export async function drawSample(
  engine: Engine,
  pairs: Pairs,
  features: readonly PairedFeature[],
  target: Target,
  run: Run,
): Promise<Sample> {
  const scratch = new Scratch(engine);
  try {
    const columns = features.flatMap(({ naive, asof, type }) => [
      sql`${modelled(naive, type)} AS ${naive}`,
      sql`${modelled(asof, type)} AS ${asof}`,
    ]);
    const usable = sql`FROM ${pairs.table} WHERE ${target.positive} IS NOT NULL AND isfinite(label_time)`;
    const [all] = await engine.rows<{ rows: number }>(sql`SELECT count(*)::DOUBLE AS rows ${usable}`, run);
    const drawn = await scratch.table(
      'sample',
      sql`SELECT label_row, label_time, ${target.positive}::INTEGER AS positive,
  (${join(features.map(leaks), ' OR ')})::INTEGER AS leaked, ${join(columns)}
${usable} ORDER BY hash(label_row), label_row LIMIT ${mostRows}`,
      run,
    );
    const read = async <T extends object>(values: Sql): Promise<T[]> =>
      engine.rows<T>(sql`SELECT ${values} FROM ${drawn} ORDER BY label_time, label_row`, run);
    const marks = await read<{ positive: number; leaked: number }>(sql`positive, leaked`);
    const found: Sample['features'] = [];
    for (const { naive, asof, type } of features) {
      const both = await read<{ n: Value; a: Value }>(sql`${naive} AS n, ${asof} AS a`);
      const values = (of: 'n' | 'a'): SampleValues =>
        isText(type)
          ? both.map((row) => row[of] as string | null)
          : Float64Array.from(both, (row) => numberOf(row[of]));
      found.push({ naive: values('n'), asof: values('a') });
    }
    return {
      rows: marks.length,
      of: all!.rows,
      positive: Uint8Array.from(marks, (row) => row.positive),
      leaked: Uint8Array.from(marks, (row) => row.leaked),
      features: found,
    };
  } finally {
    await scratch.drop();
  }
}

/** Whether a model can take a feature of this type: lists, structs and the like it cannot. */
export function isModelled(type: string): boolean {
  return isText(type) || describeType(type).order !== null;
}

function isText(type: string): boolean {
  return describeType(type).family === 'text';
}

function modelled(value: Sql, type: string): Sql {
  if (isText(type)) return sql`${value}::VARCHAR`;
  return describeType(type).kind === 'instant' ? sql`epoch_us(${value})::DOUBLE` : sql`${value}::DOUBLE`;
}

function numberOf(value: Value): number {
  return value === null ? NaN : (value as number);
}
