import type { Run } from '../../engine/engine.ts';
import { valuesOf, type Given, type Option, type Options, type Values } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** What a command is given besides its own options. */
export interface Context {
  terminal: Terminal;
  /** Cancelled by Ctrl-C; progress goes to the terminal. */
  run: Run;
  /** The current folder: what paths on the command line are relative to. */
  cwd: string;
}

export interface Command {
  name: string;
  /** What follows the name in `--help`. */
  usage: string;
  summary: string;
  options: Options;
  /** At most so many words after the command's name. */
  words: number;
  /** Gives the exit status. */
  perform(given: Given, context: Context): Promise<ExitStatus>;
}

/** Spec section 6: done; a `--fail-on` held; the input is wrong; something outside failed. 130 is Ctrl-C, as in every shell. */
export type ExitStatus = 0 | 1 | 2 | 3 | 130;

interface Definition<O extends Options> extends Omit<Command, 'perform' | 'options'> {
  options: O;
  perform(values: Values<O & typeof everywhere>, words: string[], context: Context): Promise<ExitStatus>;
}

/** Options that every command has. */
export const everywhere = {
  json: { kind: 'flag', help: 'results as JSON' },
  directory: {
    kind: 'value',
    short: 'C',
    placeholder: 'DIR',
    help: 'the workspace; else here or the nearest folder above with an asof.yaml',
  },
  debug: { kind: 'flag', help: 'with an error, what the engine or the system said' },
  help: { kind: 'flag', short: 'h', help: 'this' },
} as const satisfies Record<string, Option>;

/** A command whose `perform` sees its options with their types. */
export function command<const O extends Options>(definition: Definition<O>): Command {
  const options = { ...definition.options, ...everywhere };
  return {
    ...definition,
    options,
    perform: (given, context) =>
      definition.perform(valuesOf(given, options, definition.name), given.positionals, context),
  };
}
