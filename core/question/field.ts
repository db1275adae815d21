import { anyViewShape, type AnyView } from '../model/views/any-view.ts';
import { AsofError } from '../errors/asof-error.ts';
import { everyFeature, parseFeatureRef, type FeatureRef } from '../model/feature-ref.ts';
import { parseDuration } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import * as shape from '../types/shape.ts';

/**
 * One thing that a question asks, said once. From it come the value's type, the check of what a page sends,
 * a command's option, the key of a notebook's cell and what a form shows.
 */
export interface Field<T = unknown> extends FieldWords {
  form:
    'text' | 'choice' | 'flag' | 'span' | 'moment' | 'number' | 'texts' | 'features' | 'entities' | 'columns' | 'view';
  /** How a command line writes it: by its name alone, with a value, with a list of them, several times. */
  written: 'flag' | 'value' | 'list' | 'each';
  choices?: readonly string[];
  /** Of what a page sends. */
  check: shape.Check<T>;
  /** What is written as its value, or as one of them; `name` is what messages call it. Throws an input error. */
  parse(text: string, name: string): unknown;
}

/** One that may be left out: `or` is meant then. */
export interface Choosable<T = unknown, O = unknown> extends Field<T> {
  or: O;
}

export interface FieldWords {
  /** In `--help`; after "name", what to do where it lacks. */
  help: string;
  /** What stands for its value there. */
  placeholder?: string;
  /** What commands and cells call it, where that is another word than the value's own name. */
  word?: string;
  /** What a form writes beside it, and says when it is pointed at. */
  label?: string;
  hint?: string;
  /** A form shows it only where it was chosen: it is offered where it would help. */
  rare?: true;
  names?: NamedThing;
  /** The same of each choice. */
  says?: Readonly<Record<string, { text: string; hint: string }>>;
}

/** What a text names: a label table, one of these or a view, what SQL can read; a column of what another key names. */
export type NamedThing = 'labels' | 'views' | 'tables' | 'services' | 'rows' | { columnsOf: string };

type Saying<O = unknown> = FieldWords & { or?: O };
type Declared<T, S> = S extends { or: infer O } ? Choosable<T, O> : Field<T>;

/** A name, a path, a column. */
export function text<const S extends Saying<string | null | undefined>>(said: S): Declared<string, S> {
  return declare({ form: 'text', written: 'value', check: shape.shortText, parse: (text) => text }, said);
}

export function choice<const C extends string, const S extends Saying<NoInfer<C> | undefined>>(
  choices: readonly C[],
  said: S,
) {
  const check = shape.oneOf<C>(...choices);
  const declared = declare<C, S>({ form: 'choice', written: 'value', check, parse: (text) => text }, said);
  return { ...declared, choices } as typeof declared & { choices: readonly C[] };
}

/** On a command line it is what it is not without being said: `--no-ttl` where it is true else. */
export function flag<const S extends FieldWords & { or: boolean }>(said: S): Declared<boolean, S> {
  return declare({ form: 'flag', written: 'flag', check: shape.trueOrFalse, parse: () => !said.or }, said);
}

/** Microseconds, written as `6h`. */
export function span<const S extends Saying<bigint>>(said: S): Declared<bigint, S> {
  return declare(
    { form: 'span', written: 'value', check: shape.spanOfTime, parse: (text) => parseDuration(text) ?? 0n },
    said,
  );
}

/** Microseconds since 1970, written as `2024-03-01T09:00:00Z`. */
export function moment<const S extends Saying<bigint | null>>(said: S): Declared<bigint, S> {
  return declare({ form: 'moment', written: 'value', check: shape.instant, parse: parseInstant }, said);
}

/** A whole number from 1. */
export function wholeNumber<const S extends Saying<number | null> & { of: string }>(said: S): Declared<number, S> {
  const parse = (text: string, name: string): number => {
    if (/^\d{1,15}$/.test(text.trim()) && Number(text) > 0) return Number(text);
    throw bad(`${name} "${text}" is no count`, `write how many ${said.of}, for example 10000`);
  };
  return declare({ form: 'number', written: 'value', check: shape.numberUpTo(Number.MAX_SAFE_INTEGER), parse }, said);
}

/** A number from 0 up to 1, written so or as a percentage. */
export function share<const S extends Saying<number | null>>(said: S): Declared<number, S> {
  const parse = (text: string, name: string): number => {
    const [, number, percent] = /^\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)\s*(%?)\s*$/i.exec(text) ?? [];
    const found = number === undefined ? NaN : Number(number) / (percent ? 100 : 1);
    if (found >= 0 && found < 1) return found;
    throw bad(`${name} "${text}" is no share`, 'write a number from 0 up to 1, for example 1e-6 or 1%');
  };
  return declare({ form: 'number', written: 'value', check: shape.size, parse }, said);
}

/** Names. */
export function texts<const S extends Saying<readonly string[]>>(said: S): Declared<string[], S> {
  return declare({ form: 'texts', written: 'list', check: shape.listed(shape.shortText), parse: (text) => text }, said);
}

/** Features of views, written as `view:feature`. */
export function features<const S extends Saying<readonly FeatureRef[]>>(said: S): Declared<FeatureRef[], S> {
  const { shortText: text, optional, textMap } = shape;
  const ref = shape.fields({ view: text, feature: text, as: optional(text), on: optional(textMap) });
  return declare({ form: 'features', written: 'list', check: shape.listed(ref), parse: parseFeatureRef }, said);
}

/** A table's column that holds a feature. */
export interface FeatureColumn {
  column: string;
  view: string;
  feature: string;
}

/** Columns that hold features, each written as `column=view:feature`. */
export function featureColumns<const S extends Saying<readonly FeatureColumn[]>>(
  said: S,
): Declared<FeatureColumn[], S> {
  const { shortText: text } = shape;
  const check = shape.listed(shape.fields({ column: text, view: text, feature: text }));
  return declare({ form: 'columns', written: 'each', check, parse: parseFeatureColumn }, said);
}

export function parseFeatureColumn(text: string): FeatureColumn {
  // A column's name may have an equals sign; what follows the last one is the feature.
  const [, column, ref] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  const { view, feature } = ref === undefined ? { view: '', feature: everyFeature } : parseFeatureRef(ref.trim());
  if (column !== undefined && feature !== everyFeature) return { column: column.trim(), view, feature };
  throw bad(`"${text}" maps no column to a feature`, 'write column=view:feature: spend=customer_stats_v1:total_spend');
}

/** Entities by their join keys, each written as `customer_id=c1,merchant_id=7`; a comma that no `key=` follows is part of a value. */
export function entities<const S extends Saying<readonly EntityKeys[]>>(said: S): Declared<EntityKeys[], S> {
  return declare({ form: 'entities', written: 'each', check: shape.listed(shape.textMap), parse: parseEntity }, said);
}

/** One of them. */
export function entity<const S extends Saying<EntityKeys | null>>(said: S): Declared<EntityKeys, S> {
  return declare({ form: 'entities', written: 'value', check: shape.textMap, parse: parseEntity }, said);
}

/** An entity's join keys, as text by name. */
export type EntityKeys = Readonly<Record<string, string>>;

function parseEntity(text: string): EntityKeys {
  const pairs = text.split(/,(?=[^,=]+=)/).map((pair): [string, string] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      throw bad(`"${text}" is not an entity`, 'write key=value: customer_id=c1');
    return [name.trim(), value];
  });
  return Object.fromEntries(pairs);
}

/** A feature view as `asof.yaml` defines it, whose fields stand among the question's own; no command line has one. */
export function viewFields<const S extends FieldWords>(said: S): Declared<AnyView, S> {
  const parse = (): never => {
    throw bad('a view is no single value', 'write its fields: name, entities, source, aggregations');
  };
  return declare({ form: 'view', written: 'value', check: anyViewShape, parse }, said);
}

function declare<T, S extends Saying>(kind: Omit<Field<T>, keyof FieldWords>, said: S): Declared<T, S> {
  const check = 'or' in said ? shape.optional(kind.check) : kind.check;
  return { ...kind, ...said, check } as unknown as Declared<T, S>;
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
