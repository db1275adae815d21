import { AsofError } from '../errors/asof-error.ts';
import type { Field } from './field.ts';
import { assemble, everyField, type Asked, type Question } from './question.ts';

/**
 * An option of a command, as the parser and `--help` know it. A `list` may be given several times, with
 * commas between; `each` several times, and is taken as it is.
 */
export interface Option {
  kind: Field['written'];
  help: string;
  /** What stands for the value in `--help`. */
  placeholder?: string;
  short?: string;
  choices?: readonly string[];
}

/** A question as options of a command: `castKeys` is `--cast-keys`, and `ttl`, which is true else, `--no-ttl`. */
export function optionsOf(question: Question): Record<string, Option> {
  const options = everyField(question).map(({ name, field }) => {
    const { written: kind, help, placeholder, choices } = field;
    return [optionName(name, field), { kind, help, placeholder, choices }] as const;
  });
  return Object.fromEntries(options);
}

/** A question as a command line asks it. Throws an input error where a value is none of its field's, or one lacks. */
export function askedBy<Q extends Question>(
  question: Q,
  values: Readonly<Record<string, boolean | string | string[] | undefined>>,
): Asked<Q> {
  return assemble(question, (name, field) => {
    const option = optionName(name, field);
    const parse = (text: string): unknown => field.parse(text, `--${option}`);
    const given = values[option];
    if (given === true) return parse('');
    if (typeof given === 'string') return parse(given);
    if (Array.isArray(given) && given.length > 0) return given.map(parse);
    if (!('or' in field))
      throw new AsofError('bad_option', { message: `--${option} is missing`, expected: `name ${field.help}` });
    return undefined;
  });
}

/** `castKeys` is `cast-keys`, and `ttl`, which is true else, `no-ttl`. */
export function optionName(name: string, field: Field): string {
  const word = (field.word ?? name).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return 'or' in field && field.or === true ? `no-${word}` : word;
}
