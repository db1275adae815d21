import type { Column, Engine, Run } from '../engine/engine.ts';
import { ident, join, sql } from '../sql/sql.ts';
import { textInstant } from '../table/instant-sql.ts';
import type { Relation } from '../table/relation.ts';
import { isCounting, isUnnamedIndex } from '../table/row-numbers.ts';
import { measure, type Measures } from '../table/text/measure.ts';
import { describeType, type TypeFamily } from '../types/describe-type.ts';
import { eventNameStrength, isWrittenName } from './names.ts';
import { timeReadings, type TimeReading } from './time-readings.ts';

/** A table's columns but unnamed row numbers, with what a look at its first rows tells of them. */
export interface Shape {
  relation: Relation;
  columns: ShapedColumn[];
}

export interface ShapedColumn extends Column {
  family: TypeFamily;
  /** It holds timestamps: by its type, or its text does. Numbers never count. */
  isTime: boolean;
  /** Where it has no name of its own, and is here for the times that it holds; or where it counts the rows. */
  index?: 'unnamed' | 'counting';
  /** Of text: one of its values, one that is no time where there is any. */
  sample: string | null;
  /** Ways to read it as times, where no column holds any and this one may. */
  readings: TimeReading[];
}

/** How many rows are looked at. */
const looked = 1000;

export async function readShape(engine: Engine, relation: Relation, run?: Run): Promise<Shape> {
  const text = relation.columns.filter((column) => describeType(column.type).family === 'text');
  const looks = await lookAtText(engine, relation, text, run);
  const columns = relation.columns.flatMap((column): ShapedColumn[] => {
    const { family, kind } = describeType(column.type);
    const look = looks.get(column.name);
    const isTime = kind === 'instant' || look?.isTime === true;
    const index = isUnnamedIndex(relation, column.name) ? 'unnamed' : isCounting(relation, column.name) && 'counting';
    if (index === 'unnamed' && !isTime) return [];
    return [{ ...column, family, isTime, ...(index && { index }), sample: look?.sample ?? null, readings: [] }];
  });
  if (!columns.some(({ isTime }) => isTime))
    for (const column of columns.filter(mayHoldTimes))
      column.readings = await timeReadings(engine, relation, column, run);
  return { relation, columns };
}

/** By its name, or its text looks like a date. */
function mayHoldTimes({ name, family, sample }: ShapedColumn): boolean {
  if (eventNameStrength(name) > 0 || isWrittenName(name)) return true;
  return family === 'text' && /^\s*[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}\b/.test(sample ?? '');
}

const lookMeasures: Measures = {
  n: (x) => sql`count(${x})::DOUBLE`,
  instants: (x) => sql`count(${textInstant(x)})::DOUBLE`,
  sample: (x) => sql`coalesce(min(CASE WHEN ${textInstant(x)} IS NULL THEN ${x} END), min(${x}))`,
};

/**
 * Text holds timestamps where most of its values are some: a few that are not are worth an error, not a
 * silence. Where there are no values, its name decides: a text file without rows has no other types.
 */
async function lookAtText(engine: Engine, relation: Relation, text: readonly Column[], run?: Run) {
  const looks = new Map<string, { isTime: boolean; sample: string | null }>();
  if (text.length === 0) return looks;
  const names = join(text.map(({ name }) => sql`${ident(name)}::VARCHAR AS ${ident(name)}`));
  const { figures } = await measure(
    engine,
    sql`(SELECT ${names} FROM ${relation.from} LIMIT ${looked})`,
    text.map(({ name }) => ({ name, measures: lookMeasures })),
    run,
  );
  text.forEach(({ name }, i) => {
    const { n, instants, sample } = figures[i]!;
    const [values, times] = [Number(n), Number(instants)];
    const isTime = values === 0 ? eventNameStrength(name) > 0 || isWrittenName(name) : times * 2 > values;
    looks.set(name, { isTime, sample: sample as string | null });
  });
  return looks;
}
