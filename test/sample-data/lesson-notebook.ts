import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ReaderQuestion } from '../../core/notebook/cell/ask-cell.ts';
import { readNotebook } from '../../core/notebook/notebook.ts';
import { lessonFile } from './questions.ts';

/** A lesson's notebook: what it says, and its questions, each of which has to be looked at once. */
export interface LessonNotebook {
  /** One space where the file breaks a line. */
  text: string;
  /** Takes the question that begins so. Exactly the options are right of which `isTrue` holds, each with a reason. */
  answers(begins: string, isTrue: (option: string) => boolean): ReaderQuestion;
  /** The questions that nothing has looked at. */
  left(): string[];
}

export function lessonNotebook(id: string): LessonNotebook {
  const file = readFileSync(lessonFile(id, 'lesson.md'), 'utf8');
  const { cells } = readNotebook(file, 'lesson.md');
  const asked = cells.flatMap(({ content }) => (content?.kind === 'ask' ? [content.asked] : []));
  const left = new Set(asked);
  return {
    text: file.replaceAll(/\s+/g, ' '),
    answers(begins, isTrue) {
      const found = asked.filter(({ question }) => question.startsWith(begins));
      expect(found.map(({ question }) => question)).toHaveLength(1);
      const [question] = found;
      left.delete(question!);
      const judged = question!.options.map(({ text }) => [text, isTrue(text)]);
      expect(question!.options.map(({ text, right }) => [text, right])).toEqual(judged);
      return question!;
    },
    left: () => [...left].map(({ question }) => question),
  };
}

/** The number that a text begins with: of `5.3, the mean` 5.3. */
export function leading(text: string): number {
  return Number.parseFloat(text.replaceAll(',', (comma, at: number) => (/\d/.test(text[at + 1] ?? '') ? '' : comma)));
}

/** The numbers that an option's reason has to name. */
export function because({ options }: ReaderQuestion, begins: string): string {
  return options.find(({ text }) => text.startsWith(begins))!.because;
}
