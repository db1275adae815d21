import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { unwritable } from '../files/whole-file.ts';
import { shellWord } from '../../text/shell-word.ts';
import { trustedFolders } from '../trusted-folders.ts';
import { lessonText } from '../../workbench/lesson-text.ts';
import { lessonsRoot, program } from '../package-root.ts';
import { bad } from './arguments.ts';
import { command } from './command.ts';

const firstLesson = 'three-rows';

export const initCommand = command({
  name: 'init',
  usage: '[DIR]',
  summary: 'A new workspace with the first lesson in it',
  words: 1,
  options: {},
  async perform({ values, words: [folder] }, { terminal, cwd }) {
    if (folder !== undefined && values.directory !== undefined)
      throw bad('the folder is given twice', 'write asof init DIR');
    const target = resolve(cwd, folder ?? values.directory ?? '.');
    const shown = relative(cwd, target) || '.';
    requireEmpty(target, shown);
    const files = copyLesson(target, shown);
    await trustedFolders().trust(target);
    if (values.json) terminal.out(JSON.stringify({ workspace: target, files }));
    else
      terminal.out(
        [`A workspace with the lesson "${firstLesson}" is in ${shown}:`, ...files.map((file) => `  ${file}`)].join(
          '\n',
        ),
      );
    terminal.err(`Next: asof leakage -C ${shellWord(shown)} --labels labels --features logins_v1`);
    return 0;
  },
});

function requireEmpty(target: string, shown: string): void {
  try {
    if (!existsSync(target) || readdirSync(target).every((name) => name.startsWith('.'))) return;
  } catch (error) {
    throw unwritable(shown, error);
  }
  throw bad(`${shown} is not empty, and nothing is ever overwritten`, 'name an empty or a new folder: asof init DIR');
}

/** Gives what was written, as paths below the folder. */
function copyLesson(target: string, shown: string): string[] {
  const source = join(lessonsRoot, firstLesson);
  try {
    mkdirSync(target, { recursive: true });
    cpSync(source, target, { recursive: true, errorOnExist: true, force: false });
    const readme = join(target, 'README.md');
    writeFileSync(readme, lessonText(readFileSync(readme, 'utf8'), firstLesson, target, program));
  } catch (error) {
    throw unwritable(shown, error);
  }
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(target, join(entry.parentPath, entry.name)))
    .sort();
}
