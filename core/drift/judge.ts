import { shareFloor } from './floor.ts';
import {
  strengthOf,
  type BySide,
  type Deciding,
  type DriftThresholds,
  type ComparedSides,
  type Measured,
} from './report.ts';

/** Fewer values on one side tell nothing. */
export const leastValues = 20;

/** Rows of a side, and what they are worth where rows of one entity are alike. */
export interface SideSize {
  rows: number;
  nulls: number;
  /** What a row is worth, at most 1. */
  weight: number;
}

/** What chance alone exceeds in one of 100 features that did not change, shared by the measures that decide. */
export function tailOf(measures: number, sizes: BySide<SideSize>): number {
  return 0.01 / (measures + (hasNulls(sizes) ? 1 : 0));
}

/** How the share of nulls changed; null where there are no rows, or no nulls. */
export function nullChange(sizes: BySide<SideSize>, tail: number): ComparedSides['null_rate'] {
  const { reference, current } = sizes;
  const rates = { reference: rateOf(reference), current: rateOf(current) };
  if (rates.reference === null || rates.current === null) return { ...rates, change: null };
  const pooled = (reference.nulls + current.nulls) / (reference.rows + current.rows);
  const worth = { reference: reference.rows * reference.weight, current: current.rows * current.weight };
  const floor = hasNulls(sizes) ? shareFloor(pooled, worth, tail) : 0;
  return { ...rates, change: { value: Math.abs(rates.current - rates.reference), floor } };
}

/** Whether a feature moved: an effect above both what chance gives and its threshold. */
export function driftVerdict(
  values: readonly Deciding[],
  nulls: Measured | null,
  sizes: BySide<SideSize>,
  thresholds: DriftThresholds,
): Pick<ComparedSides, 'drifted' | 'why' | 'decided_by'> {
  const isEnough = (n: (side: SideSize) => number) =>
    n(sizes.reference) >= leastValues && n(sizes.current) >= leastValues;
  const nullRate = nulls && isEnough(({ rows }) => rows) && hasNulls(sizes);
  const deciding = [
    ...(isEnough(({ rows, nulls: n }) => rows - n) ? values : []),
    ...(nullRate ? [{ ...nulls, name: 'null rate', threshold: thresholds.nullRate }] : []),
  ];
  const [most] = deciding.toSorted((a, b) => strengthOf(b) - strengthOf(a));
  const isMoved = most !== undefined && strengthOf(most) > 1;
  if (!most || (!isMoved && deciding.length < values.length))
    return { drifted: null, why: sayFew(sizes), decided_by: null };
  return { drifted: isMoved, why: sayVerdict(most), decided_by: most };
}

function sayVerdict({ name, value, floor, threshold }: Deciding): string {
  const chance = `chance alone gives up to ${figure(floor)}`;
  if (value <= floor) return `${name} ${figure(value)}: ${chance}`;
  return value > threshold
    ? `${name} ${figure(value)}, over ${figure(threshold)}; ${chance}`
    : `${name} ${figure(value)}: more than chance (${figure(floor)}), less than ${figure(threshold)}`;
}

function sayFew({ reference, current }: BySide<SideSize>): string {
  const values = ({ rows, nulls }: SideSize): number => rows - nulls;
  const [fewer, side] = values(reference) <= values(current) ? [reference, 'reference'] : [current, 'current table'];
  if (fewer.rows === 0) return `the ${side} has no rows`;
  const n = values(fewer);
  return `the ${side} has ${n === 0 ? 'no values' : n === 1 ? 'one value' : `${n} values`}: at least ${leastValues} tell something`;
}

function hasNulls({ reference, current }: BySide<SideSize>): boolean {
  return reference.nulls + current.nulls > 0;
}

function rateOf({ rows, nulls }: SideSize): number | null {
  return rows === 0 ? null : nulls / rows;
}

/** As a measure is said. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}
