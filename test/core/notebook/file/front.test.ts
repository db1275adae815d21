import { describe, expect, it } from 'vitest';
import { toLine } from '../../../../core/errors/asof-error.ts';
import { readFront } from '../../../../core/notebook/file/front.ts';
import { givenParameter, sqlLiteral, yamlLiteral } from '../../../../core/notebook/file/parameter.ts';
import { splitNotebook } from '../../../../core/notebook/file/parts.ts';

function read(text: string) {
  const { problems, ...front } = readFront(splitNotebook(text)[0], 'n.md');
  return { ...front, problems: problems.map(toLine) };
}

describe('readFront', () => {
  it('reads title and parameters, and leaves other programs their keys', () => {
    const body =
      'title: Spring\nasof: 1\ntags: [a]\nparameters:\n  days: 7\n  tier: "gold"\n  id: 12345678901234567890\n  all: true\n  none:\n';
    expect(read(`---\n${body}---\n`)).toEqual({
      title: 'Spring',
      parameters: { days: 7, tier: 'gold', id: 12345678901234567890n, all: true, none: null },
      problems: [],
    });
    expect(read('# No front matter\n')).toEqual({ title: null, parameters: {}, problems: [] });
  });

  it('says with its line what is wrong', () => {
    expect(read('---\ntitle: [a]\nasof: 2\nparameters:\n  a b: 1\n  c: [1]\n---\n').problems).toEqual([
      'n.md:2: title of the front matter is a list (write text)',
      'n.md:3: the notebook has version 2 of the format (this program knows version 1)',
      'n.md:5: "a b" is no name of a parameter (use letters, digits and _)',
      'n.md:6: the parameter c is not one value (write a text, a number, true, false or null)',
    ]);
    expect(read('---\ntitle: "a\n---\n').problems[0]).toMatch(/^n\.md:\d: not YAML/);
  });
});

describe('a parameter', () => {
  it.each([
    ['7', '7', '7'],
    ['-0.5', '(-0.5)', '-0.5'],
    ['12345678901234567890', '12345678901234567890', '12345678901234567890'],
    ['true', 'TRUE', 'true'],
    ['null', 'NULL', 'null'],
    ['', "''", '""'],
    ["o'clock", "'o''clock'", "o'clock"],
    ['"7"', "'7'", '"7"'],
    ['a: b', "'a: b'", '"a: b"'],
    ['[1', "'[1'", '"[1"'],
    ['2024-03-01', "'2024-03-01'", '2024-03-01'],
  ])('given as %s is a literal of SQL and of YAML', (text, asSql, asYaml) => {
    const value = givenParameter(text);
    expect([sqlLiteral(value), yamlLiteral(value)]).toEqual([asSql, asYaml]);
  });
});
