import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, describe, test } from 'vitest';
import { readDefinitions } from '../../core/model/read.ts';
import { readNotebook } from '../../core/notebook/notebook.ts';
import { glossary, meaningOf } from '../../core/text/glossary.ts';
import { lessons } from '../../sample-data/lessons.ts';
import { lessonFile, lessonsFolder } from './questions.ts';

test('every workspace among the lessons is in the list', () => {
  const folders = readdirSync(lessonsFolder).filter((name) => existsSync(lessonFile(name, 'asof.yaml')));
  expect(lessons.map((lesson) => lesson.id).sort()).toEqual(folders.sort());
});

describe.each(lessons)('$id', ({ id, title, summary }) => {
  test('has a README whose heading is its title and whose first paragraph is its summary', () => {
    const [heading, paragraph] = readFileSync(lessonFile(id, 'README.md'), 'utf8').split('\n\n');
    expect([heading, paragraph]).toEqual([`# ${title}`, summary]);
    expect(summary.slice(0, -1)).not.toContain('. ');
  });

  test('has sound definitions, whose first label table has a target unless it is a log of what was served', () => {
    const read = readDefinitions(readFileSync(lessonFile(id, 'asof.yaml'), 'utf8'), 'asof.yaml');
    expect(read.problems).toEqual([]);
    const target: unknown = id === 'where-did-it-go-wrong' ? undefined : expect.any(String);
    expect(read.definitions.labels[0]!.target).toEqual(target);
  });

  test('has a notebook that asks before it tells', () => {
    const {
      title: own,
      cells,
      problems,
    } = readNotebook(readFileSync(lessonFile(id, 'lesson.md'), 'utf8'), 'lesson.md');
    expect([own, problems, cells.flatMap((cell) => cell.problems)]).toEqual([title, [], []]);
    const kinds = cells.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'ask').length).toBeGreaterThanOrEqual(4);
    // What it is about may be seen; what it answers may not.
    expect(kinds.slice(0, kinds.indexOf('ask')).filter((kind) => !['plot', 'data'].includes(kind))).toEqual([]);
    // Where there is no host, no SQL of a notebook runs.
    expect(kinds).not.toContain('sql');
  });

  test('explains each word of the trade where it first stands, and stresses nothing else but lessons', () => {
    const { parts } = readNotebook(readFileSync(lessonFile(id, 'lesson.md'), 'utf8'), 'lesson.md');
    const prose = parts.flatMap(({ kind, body }) => (kind === 'prose' ? [body] : [])).join('\n');
    const said = prose.replaceAll(/```[^]*?```|`[^`]*`|^\|.*$/gm, '').replaceAll(/\*\*/g, '');
    const stressed = [...said.matchAll(/\*([^*]+)\*/g)].map(([, words]) => words!);
    const titles = lessons.map((lesson) => lesson.title);
    expect(stressed.filter((words) => meaningOf(words) === null && !titles.includes(words))).toEqual([]);
    const late = glossary.filter(({ word, also }) => {
      const forms = [word, ...also].join('|');
      const first = new RegExp(`(\\*?)(?<![\\p{L}-])(?:${forms})(?![\\p{L}-])`, 'iu').exec(said);
      return first !== null && first[1] !== '*';
    });
    expect(late.map(({ word }) => word)).toEqual([]);
  });
});
