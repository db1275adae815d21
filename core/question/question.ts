import type { Choosable, Field } from './field.ts';
import { fields, optional, type Check } from '../types/shape.ts';

/** What is asked: fields by name. Those of a group lie together in the value; where it is written they stand among the others. */
export type Question = Readonly<Record<string, Field | Group>>;
export type FieldsOf = Readonly<Record<string, Field>>;

export interface Group<G extends FieldsOf = FieldsOf> {
  group: G;
}

export function group<G extends FieldsOf>(fields: G): Group<G> {
  return { group: fields };
}

type OneAsked<F> = F extends Group<infer G> ? Asked<G> : OneMeant<F>;
type OneMeant<F> = F extends Choosable<infer T, infer O> ? T | O : F extends Field<infer T> ? T : never;
type MayLack<F> = F extends Group | { or: unknown } ? true : false;

/** A question as it is asked: what may be left out may lack. */
export type Asked<Q> = { [K in keyof Q as MayLack<Q[K]> extends true ? never : K]: OneAsked<Q[K]> } & {
  [K in keyof Q as MayLack<Q[K]> extends true ? K : never]?: OneAsked<Q[K]>;
};

/** A question as it is meant: with what stands for all that was left out. */
export type Meant<Q> = { [K in keyof Q]: Q[K] extends Group<infer G> ? Meant<G> : OneMeant<Q[K]> };

/** Puts in what is meant by all that was left out. */
export function meant<Q extends Question>(question: Q, asked: Asked<Q>): Meant<Q> {
  const given = asked as Readonly<Record<string, unknown>>;
  const values = Object.entries(question).map(([name, field]) => {
    if ('group' in field) return [name, meant(field.group, (given[name] ?? {}) as Asked<FieldsOf>)] as const;
    return [name, given[name] ?? (field as Partial<Choosable>).or] as const;
  });
  return Object.fromEntries(values) as Meant<Q>;
}

/** What may be changed of a question; of a group, field by field. */
export type Change<Q> = { [K in keyof Q]?: Q[K] extends Group<infer G> ? Partial<Meant<G>> : OneMeant<Q[K]> };

/** The question with a change in it; what it does not ask is left out. */
export function changed<Q extends Question>(question: Q, now: Meant<Q>, change: Change<Q>): Meant<Q> {
  const values = Object.entries(change).flatMap(([name, value]) => {
    const field = question[name];
    if (!field) return [];
    return [[name, 'group' in field ? { ...(now[name] as object), ...(value as object) } : value] as const];
  });
  return { ...now, ...Object.fromEntries(values) };
}

/** The check of what a page sends as this question; nothing is put in. */
export function checkOf<Q extends Question>(question: Q): Check<Asked<Q>> {
  return fields(checksOf(question)) as unknown as Check<Asked<Q>>;
}

/** The same, field by field: where a page sends more beside them. */
export function checksOf<Q extends Question>(question: Q) {
  const checks = Object.entries(question).map(
    ([name, field]) => [name, 'group' in field ? optional(checkOf(field.group)) : field.check] as const,
  );
  return Object.fromEntries(checks) as { [K in keyof Q]: Check<OneOf<Asked<Q>, K>> };
}

type OneOf<A, K> = K extends keyof A ? A[K] : never;

/** All fields, those of groups too, with their places in the value. */
export function everyField(question: Question): FieldPlace[] {
  return Object.entries(question).flatMap(([name, field]): FieldPlace[] =>
    'group' in field
      ? Object.entries(field.group).map(([inner, one]) => ({ name: inner, group: name, field: one }))
      : [{ name, group: null, field }],
  );
}

interface FieldPlace {
  name: string;
  /** The group that it is in; null where it is in none. */
  group: string | null;
  field: Field;
}

/** Puts values by place together; one that is undefined is left out. */
export function assemble<Q extends Question>(question: Q, valueOf: (name: string, field: Field) => unknown): Asked<Q> {
  const asked: Record<string, unknown> = {};
  for (const { name, group, field } of everyField(question)) {
    const value = valueOf(name, field);
    if (value === undefined) continue;
    if (group === null) asked[name] = value;
    else asked[group] = { ...(asked[group] as object), [name]: value };
  }
  return asked as Asked<Q>;
}
