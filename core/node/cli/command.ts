import type { Run } from '../../engine/engine.ts';
import { askedBy, optionsOf, type Option } from '../../question/options.ts';
import type { Asked, Question } from '../../question/question.ts';
import { optionValues, type Given, type Options, type Values } from './arguments.ts';
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

interface Definition<Q extends Question, O extends Options> extends Omit<Command, 'perform' | 'options'> {
  /** What it asks: options of its own come after these. */
  question?: Q;
  options: O;
  perform(given: Said<Q, O>, context: Context): Promise<ExitStatus>;
}

interface Said<Q, O extends Options> {
  asked: Asked<Q>;
  values: Values<O & typeof everywhere>;
  words: string[];
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

/** A command whose `perform` sees its question and its options with their types. */
export function command<const O extends Options, Q extends Question = Record<never, never>>(
  definition: Definition<Q, O>,
): Command {
  const question = definition.question ?? ({} as Q);
  const own = { ...definition.options, ...everywhere };
  const options: Options = { ...optionsOf(question), ...own };
  return {
    ...definition,
    options,
    perform: async (given, context) => {
      const values = optionValues(given, options, definition.name);
      const asked = askedBy(question, values);
      return definition.perform({ asked, values: values as Values<typeof own>, words: given.positionals }, context);
    },
  };
}
