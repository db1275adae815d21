import { describe, expect, it } from 'vitest';
import { readArguments, optionValues } from '../../core/node/cli/arguments.ts';
import type { Option } from '../../core/question/options.ts';
import { AsofError, toLine } from '../../core/errors/asof-error.ts';

const options = {
  labels: { kind: 'value', placeholder: 'L', help: '' },
  features: { kind: 'list', help: '' },
  json: { kind: 'flag', help: '' },
  boundary: { kind: 'value', choices: ['inclusive', 'strict'], help: '' },
  directory: { kind: 'value', short: 'C', placeholder: 'DIR', help: '' },
} as const satisfies Record<string, Option>;

const read = (...argv: string[]) => {
  const given = readArguments(argv, { ...options, out: { kind: 'value', help: '' } });
  return { words: given.positionals, ...optionValues(given, options, 'leakage') };
};

function mistake(...argv: string[]): string {
  try {
    read(...argv);
  } catch (error) {
    if (error instanceof AsofError) return toLine(error);
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('a command line', () => {
  it('may have its options before, between and after its words', () => {
    expect(read('-C', 'here', 'leakage', '--json', 'more', '--labels=a b')).toMatchObject({
      words: ['leakage', 'more'],
      directory: 'here',
      json: true,
      labels: 'a b',
    });
  });

  it('gathers a list from commas and from repetition', () => {
    expect(read('--features', 'a:x,a:y', '--features=b:z').features).toEqual(['a:x', 'a:y', 'b:z']);
  });

  it('leaves out what is not given', () => {
    expect(read()).toEqual({
      words: [],
      labels: undefined,
      features: [],
      json: false,
      boundary: undefined,
      directory: undefined,
    });
  });

  it.each([
    [['--lables', 'x'], 'there is no option --lables (did you mean --labels?)'],
    [['-x'], 'there is no option -x (options: --labels --features --json --boundary --directory --out)'],
    [['--labels'], '--labels needs a value (write --labels L)'],
    [['--labels', '--json'], '--labels needs a value (write --labels L)'],
    [['-C'], '-C needs a value (write -C DIR)'],
    [['--json=yes'], '--json takes no value'],
    [['--boundary', 'strikt'], '--boundary cannot be "strikt" (did you mean "strict"? one of: inclusive, strict)'],
    [['--out', 'x'], 'asof leakage has no option --out (options: --labels --features --json --boundary --directory)'],
  ])('refuses %j in one line that says what to do', (argv, line) => {
    expect(mistake(...argv)).toBe(line);
  });

  it('takes a name like an inherited property for an unknown one', () => {
    expect(mistake('--toString')).toContain('there is no option --toString');
  });
});
