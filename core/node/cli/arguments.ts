import { parseArgs } from 'node:util';
import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import type { Option } from '../../question/options.ts';

export type Options = Record<string, Option>;

export type Values<O extends Options> = {
  [Name in keyof O]: O[Name]['kind'] extends 'flag'
    ? boolean
    : O[Name]['kind'] extends 'list' | 'each'
      ? string[]
      : string | undefined;
};

export interface Given {
  positionals: string[];
  /** As given, in order; a flag has no value. */
  options: { name: string; value: string | undefined }[];
}

/** Cuts a command line into words and options. What is unknown to every command is refused with the near name. */
export function readArguments(argv: readonly string[], known: Options): Given {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, option]) => [
      name,
      {
        type: option.kind === 'flag' ? ('boolean' as const) : ('string' as const),
        ...(option.short && { short: option.short }),
      },
    ]),
  );
  const given: Given = { positionals: [], options: [] };
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') given.positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (!option || !Object.hasOwn(known, token.name)) throw unknownOption(token.rawName, known);
    if (option.kind === 'flag' && token.value !== undefined) throw bad(`${token.rawName} takes no value`);
    if (option.kind !== 'flag') requireValue(token.rawName, option, token.value, token.inlineValue ?? false);
    given.options.push({ name: token.name, value: token.value });
  }
  return given;
}

/** The options of one command, typed. Throws `bad_option` for another command's option and for a value that is no choice. */
export function optionValues<O extends Options>(given: Given, options: O, command: string): Values<O> {
  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, option] of Object.entries(options)) {
    values[name] = option.kind === 'flag' ? false : option.kind === 'value' ? undefined : [];
  }
  for (const { name, value } of given.options) {
    const option = options[name];
    if (!option) throw unknownOption(dashed(name), options, `asof ${command} has`);
    if (option.choices && !option.choices.includes(value!)) throw badChoice(name, value!, option.choices);
    if (option.kind === 'flag') values[name] = true;
    else if (option.kind === 'value') values[name] = value;
    else if (option.kind === 'each') (values[name] as string[]).push(value!);
    else
      (values[name] as string[]).push(
        // Commas between double quotes are part of a name.
        ...(value!.match(/(?:"(?:[^"]|"")*"|[^,])+/g) ?? []).map((item) => item.trim()).filter(Boolean),
      );
  }
  return values as Values<O>;
}

/** A mistake on the command line. */
export function bad(message: string, expected = ''): AsofError {
  return new AsofError('bad_option', { message, expected });
}

export function unknownOption(rawName: string, options: Options, who = 'there is'): AsofError {
  const names = Object.keys(options).map(dashed);
  const near = nearest(rawName, names);
  return bad(`${who} no option ${rawName}`, near ? `did you mean ${near}?` : `options: ${names.join(' ')}`);
}

function requireValue(rawName: string, option: Option, value: string | undefined, inline: boolean): void {
  const forgotten = value === undefined || (!inline && value.startsWith('--'));
  if (forgotten) throw bad(`${rawName} needs a value`, `write ${rawName} ${option.placeholder ?? 'VALUE'}`);
}

function badChoice(name: string, value: string, choices: readonly string[]): AsofError {
  const near = nearest(value, choices);
  const known = `one of: ${choices.join(', ')}`;
  return bad(`${dashed(name)} cannot be "${value}"`, near ? `did you mean "${near}"? ${known}` : known);
}

function dashed(name: string): string {
  return `--${name}`;
}
