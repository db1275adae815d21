import { describe, expect, it } from 'vitest';
import { lessonText } from '../../../core/workbench/lesson-text.ts';

const readme = 'Try `node dist/asof.js check -C sample-data/churn`, and `asof.yaml`.';

describe('a lesson’s text', () => {
  it('has its commands with the program and the copy of this machine, quoted for the shell', () => {
    expect(lessonText(readme, 'churn', "/home/a b/it's/churn", ['node', '/opt/asof/dist/asof.js'])).toBe(
      "Try `node /opt/asof/dist/asof.js check -C '/home/a b/it'\\''s/churn'`, and `asof.yaml`.",
    );
    const notebook = '`node dist/asof.js run sample-data/churn/lesson.md`';
    expect(lessonText(notebook, 'churn', '/my/churn', ['asof'])).toBe('`asof run /my/churn/lesson.md`');
  });

  it('stays as it is where there is no terminal, and where a path cannot stand in code', () => {
    expect(lessonText(readme, 'churn', '/lessons/churn', null)).toBe(readme);
    expect(lessonText(readme, 'churn', '/a`b/churn', ['node', 'x.js'])).toBe(readme);
  });
});
