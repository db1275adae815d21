import { shellWord } from '../text/shell-word.ts';

/**
 * A lesson's README with its commands as they run on this machine, from any folder and on the user's
 * copy. In the README they run from the program's own folder, on the lesson itself: `node dist/asof.js
 * check -C sample-data/churn`, `run sample-data/churn/lesson.md`. Without a terminal (`program` is null) they stay as they are.
 */
export function lessonText(readme: string, id: string, root: string, program: readonly string[] | null): string {
  // Nothing in code can stand for the mark that ends it.
  if (program === null || [...program, root].some((word) => word.includes('`'))) return readme;
  return readme.replaceAll(/`node dist\/asof\.js ([^`]*)`/g, (_, rest: string) => {
    const own = rest.replaceAll(/(?<= )sample-data\/([\w-]+)(\S*)/g, (path: string, of: string, file: string) =>
      of === id ? shellWord(root + file) : path,
    );
    return `\`${program.map(shellWord).join(' ')} ${own}\``;
  });
}
