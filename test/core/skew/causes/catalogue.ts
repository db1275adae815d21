import type { CauseKind } from '../../../../core/skew/report.ts';
import type { Plan, PlantedFeature } from './planted.ts';

/** A mistake that can be planted. */
export interface Mistake extends PlantedFeature {
  name: string;
  cause: CauseKind;
  says: string | RegExp;
  /** Rows that it needs to be told from chance. */
  needs: number;
  /** The online store tells the time of its row: then it is no older one. */
  logOnly?: boolean;
}

const money = { type: 'DOUBLE', value: 'CASE WHEN u(9) < 0.1 THEN NULL ELSE u(1) * 1000 - 100 END' };
const counts = { type: 'BIGINT', value: 'CASE WHEN u(9) < 0.1 THEN NULL ELSE floor(u(1) * 40) + 1 END' };
const instants = { type: 'TIMESTAMP', value: 'make_timestamp(1709251200000000 + (u(1) * 1e12)::BIGINT)' };
const tiers = { type: 'VARCHAR', value: "['Gold', 'Silver', 'Iron', 'Lead'][1 + floor(u(1) * 4)::INT]" };
const names = { type: 'VARCHAR', value: "'Name ' || floor(u(1) * 200)::INT" };

/** Where `share` is below the part, it was served so; else as it is. */
const partly = (expression: string): string => `CASE WHEN share < PART THEN ${expression} ELSE f END`;

/** Each of them changes some of the rows, and nothing else could have changed them so. */
export const mistakes: Mistake[] = [
  {
    name: 'null as 0',
    ...money,
    served: partly('coalesce(f, 0)'),
    cause: 'null_filled',
    says: 'null filled with 0',
    needs: 8,
  },
  {
    name: 'null as -1',
    ...counts,
    served: partly('coalesce(f, -1)'),
    cause: 'null_filled',
    says: 'null filled with -1',
    needs: 8,
  },
  {
    name: 'two places',
    ...money,
    served: partly('round(f, 2)'),
    cause: 'rounded',
    says: 'rounded to 2 places',
    needs: 8,
  },
  {
    name: 'whole numbers',
    ...money,
    served: partly('round(f, 0)'),
    cause: 'rounded',
    says: 'rounded to whole numbers',
    needs: 20,
  },
  {
    name: 'cut off',
    ...money,
    served: partly('trunc(f)'),
    cause: 'truncated',
    says: 'cut to whole numbers',
    needs: 20,
  },
  {
    name: 'rounded down',
    ...money,
    served: partly('floor(f)'),
    cause: 'truncated',
    says: /^(cut|rounded down) to whole numbers$/,
    needs: 60,
  },
  {
    name: 'float32',
    ...money,
    served: partly('f::FLOAT'),
    cause: 'float32',
    says: 'stored as a 32-bit float',
    needs: 8,
  },
  {
    name: 'float32 as text',
    ...money,
    served: partly('f::FLOAT::VARCHAR::DOUBLE'),
    cause: 'float32',
    says: 'stored as a 32-bit float',
    needs: 8,
  },
  { name: 'cents', ...money, served: partly('f * 100'), cause: 'factor', says: '100 times as much', needs: 8 },
  { name: 'percent', ...money, served: partly('f / 100'), cause: 'factor', says: '1/100 as much', needs: 8 },
  {
    name: 'miles',
    ...money,
    served: partly('f * 1.609344'),
    cause: 'factor',
    says: '1.609344 times as much',
    needs: 8,
  },
  { name: 'shifted', ...money, served: partly('f + 273.15'), cause: 'offset', says: '273.15 more', needs: 8 },
  { name: 'one less', ...counts, served: partly('f - 1'), cause: 'offset', says: '1 less', needs: 20 },
  {
    name: 'five hours off',
    ...instants,
    served: partly('f - INTERVAL 5 HOUR'),
    cause: 'offset',
    says: '5 hours earlier',
    needs: 8,
  },
  {
    name: 'a day late',
    ...instants,
    served: partly('f + INTERVAL 1 DAY'),
    cause: 'offset',
    says: '1 day later',
    needs: 8,
  },
  {
    name: 'whole seconds',
    ...instants,
    served: partly("date_trunc('second', f)"),
    cause: 'whole_seconds',
    says: 'cut to whole seconds',
    needs: 8,
  },
  {
    name: 'milliseconds',
    ...instants,
    served: partly("date_trunc('millisecond', f)"),
    cause: 'truncated',
    says: 'cut to whole milliseconds',
    needs: 8,
  },
  { name: 'lower case', ...tiers, served: partly('lower(f)'), cause: 'case', says: 'in lower case', needs: 8 },
  { name: 'upper case', ...names, served: partly('upper(f)'), cause: 'case', says: 'in upper case', needs: 8 },
  {
    name: 'a trailing blank',
    ...names,
    served: partly("f || ' '"),
    cause: 'whitespace',
    says: 'whitespace added',
    needs: 8,
  },
  {
    name: 'blanks gone',
    ...names,
    served: partly("replace(f, ' ', '')"),
    cause: 'whitespace',
    says: 'other whitespace',
    needs: 8,
  },
  {
    name: 'ids as doubles',
    type: 'BIGINT',
    value: '1152921504606846976 + (u(1) * 1e15)::BIGINT',
    served: partly('f::DOUBLE::BIGINT'),
    cause: 'rounded',
    says: 'rounded to a 64-bit float',
    needs: 8,
  },
  {
    name: 'ids off by one',
    type: 'BIGINT',
    value: '1152921504606846976 + (u(1) * 1e15)::BIGINT',
    served: partly('f + 1'),
    cause: 'offset',
    says: '1 more',
    needs: 8,
  },
  {
    name: 'swapped',
    ...tiers,
    served: partly("CASE f WHEN 'Gold' THEN 'Iron' WHEN 'Iron' THEN 'Gold' ELSE f END"),
    cause: 'swapped',
    says: /^(Gold and Iron|Iron and Gold) swapped$/,
    needs: 40,
  },
  {
    name: 'an older row',
    ...money,
    served: partly('coalesce(prev, f)'),
    cause: 'stale_row',
    says: /^stale by one version, /,
    needs: 20,
    logOnly: true,
  },
];

/** What is no mistake of any kind that is known, or none at all. */
export const innocent: PlantedFeature[] = [
  { ...money, served: 'f' },
  { ...tiers, served: 'f' },
  { ...instants, served: 'f' },
  { ...money, served: partly('f + noise') },
  { ...money, served: partly('f * (1 + (noise - 0.5) / 100)') },
  { ...money, served: partly('f + (noise - 0.5) * 1e-12') },
  { ...money, served: partly('other') },
  { ...money, served: partly('NULL') },
  { type: 'DOUBLE', value: 'round(u(1) * 1000, 2)', served: partly('round(f + (noise - 0.5) / 5, 2)') },
  { ...counts, served: partly('f + floor(noise * 5) - 2') },
  { ...counts, served: partly('other') },
  { ...instants, served: partly('f + to_microseconds((noise * 1e10)::BIGINT)') },
  { ...tiers, served: partly('other') },
  { ...names, served: partly('other') },
  { type: 'BOOLEAN', value: 'u(1) < 0.5', served: partly('NOT f') },
  { type: 'BOOLEAN', value: 'u(1) < 0.1', served: partly('other') },
];

/** The part of the rows that a mistake is planted on. */
export function planted({ type, value, served, servedType }: PlantedFeature, part: number): PlantedFeature {
  return { type, value, served: served.replace('PART', String(part)), ...(servedType && { servedType }) };
}

/** Ways to compare in which all of them have to be found. */
export const settings: Omit<Plan, 'seed' | 'features'>[] = [
  { against: 'log', rows: 400 },
  { against: 'online', rows: 400, entities: 400 },
  { against: 'log', rows: 500, ttlDays: 20 },
  { against: 'log', rows: 500, sharp: 0.1, versions: 3 },
];
