import type { AnyView } from '../model/views/any-view.ts';
import { setOwnField } from '../model/edit-text.ts';
import { formatFeatureRef, type FeatureRef } from '../model/feature-ref.ts';
import { plainFeatures, toPlain as plainOf } from '../model/plain.ts';
import type { Plain } from '../model/present.ts';
import { formatDuration } from '../time/duration.ts';
import { formatIso } from '../time/instant.ts';
import type { Choosable, FeatureColumn, Field } from './field.ts';
import { everyField, type Meant, type Question } from './question.ts';
import { cellKey } from './read-cell.ts';

/** Puts a question in place of another into a cell's body, which asks that: what is the same stays as it is written. */
export function rewriteBody<Q extends Question>(question: Q, body: string, before: Meant<Q>, after: Meant<Q>): string {
  return turnBody(body, { question, asked: before }, { question, asked: after });
}

/** The same of another kind's question: what only the old one asks goes. */
export function turnBody<F extends Question, T extends Question>(
  body: string,
  from: { question: F; asked: Meant<F> },
  to: { question: T; asked: Meant<T> },
): string {
  const [old, fresh] = [toPlain(from.question, from.asked), toPlain(to.question, to.asked)];
  const order = Object.keys(fresh);
  return [...new Set([...order, ...Object.keys(old)])]
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(fresh[key]))
    .reduce((text, key) => setOwnField(text, key, fresh[key], order), body);
}

/** The body of a new cell: what is meant anyway is not written. */
export function newBody<Q extends Question>(question: Q, asked: Meant<Q>, name: string | null = null): string {
  const fields = { as: name ?? undefined, ...toPlain(question, asked) };
  const order = Object.keys(fields);
  return Object.entries(fields).reduce((text, [key, value]) => setOwnField(text, key, value, order), '');
}

function toPlain(question: Question, meant: object): Plain {
  const values = meant as Record<string, unknown>;
  const written = everyField(question).flatMap(({ name, group, field }): [string, unknown][] => {
    const value = (group === null ? values : (values[group] as Record<string, unknown>))[name];
    if (field.form === 'view') return Object.entries(plainOf.feature_views(value as AnyView));
    return [[cellKey(name, field), isMeant(field, value) ? undefined : plainValue(field, value)]];
  });
  return Object.fromEntries(written);
}

function isMeant(field: Field, value: unknown): boolean {
  const { or } = field as Partial<Choosable>;
  return value === or || (Array.isArray(or) && Array.isArray(value) && value.length === 0 && or.length === 0);
}

/** The inverse of how `readAsked` reads a field. */
function plainValue({ form }: Field, value: unknown): unknown {
  if (form === 'span') return formatDuration(value as bigint);
  if (form === 'moment') return formatIso(value as bigint);
  if (form === 'columns')
    return Object.fromEntries((value as FeatureColumn[]).map((one) => [one.column, formatFeatureRef(one)]));
  return form === 'features' ? plainFeatures(value as FeatureRef[]) : value;
}
