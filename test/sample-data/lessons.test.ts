import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, describe, test } from 'vitest';
import { readDefinitions } from '../../core/model/read.ts';
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

  test('has sound definitions with one label table, and a target unless it is a log of what was served', () => {
    const read = readDefinitions(readFileSync(lessonFile(id, 'asof.yaml'), 'utf8'), 'asof.yaml');
    expect(read.problems).toEqual([]);
    const target: unknown = id === 'where-did-it-go-wrong' ? undefined : expect.any(String);
    expect(read.definitions.labels.map((labels) => labels.target)).toEqual([target]);
  });
});
