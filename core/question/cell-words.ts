import type { WireError } from '../errors/asof-error.ts';
import { leakage } from './leakage.ts';
import { optionName } from './options.ts';
import { lookup } from './lookup.ts';
import { materialize } from './materialize.ts';
import { everyField } from './question.ts';
import { cellKey } from './read-cell.ts';
import { skew } from './skew.ts';
import { trainingSet } from './training-set.ts';

/** A field's key, by the option's name; of a flag with its value: `cast_keys: true` for `--cast-keys`. */
const keys = new Map(
  [leakage, trainingSet, materialize, lookup, skew].flatMap(everyField).map(({ name, field }) => {
    const key = cellKey(name, field);
    return [optionName(name, field), field.form === 'flag' ? `${key}: ${!('or' in field && field.or)}` : key];
  }),
);

/**
 * A failure whose words name options, for who asks in a cell: of `compare both as text with --cast-keys` it makes
 * `.. with cast_keys: true`, of `name some with --features view:feature` `.. with features: view:feature`. What is
 * about a command stays.
 */
export function inCellWords(error: WireError): WireError {
  return { ...error, title: cellWords(error.title), hint: cellWords(error.hint) };
}

/** The same of what is said. */
export function cellWords(said: string): string {
  if (/\basof [a-z]|command line/.test(said)) return said;
  return said.replaceAll(/--([a-z][a-z-]*)(?=( \S*[:=\d])?)/g, (option, name: string, value?: string) => {
    const key = keys.get(name);
    return key === undefined ? option : value === undefined ? key : `${key}:`;
  });
}
