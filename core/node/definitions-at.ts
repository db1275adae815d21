import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { AsofError } from '../errors/asof-error.ts';
import { localWorkspaces } from './workspace-files.ts';

const run = promisify(execFile);
/** As of what is read from disk. */
const longestText = 1_000_000;

/** A text of definitions, and how it is called. */
export interface DefinitionsText {
  name: string;
  text: string;
}

/**
 * A version of definitions: a file, a folder with an `asof.yaml`, or else a revision of Git of the one in `root`.
 * Throws `bad_option` where it is none of these.
 *
 * @param folder What a path is relative to.
 */
export async function definitionsAt(version: string, root: string, folder: string): Promise<DefinitionsText> {
  const path = resolve(folder, version);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return { name: version, text: await inGit(version, root) };
  const file = found.isDirectory() ? resolve(path, 'asof.yaml') : path;
  const text = await localWorkspaces.readText(file);
  if (text === null) throw bad(`there is no asof.yaml in ${version}`, 'name a file, or a revision of Git');
  return { name: relative(folder, file), text };
}

async function inGit(revision: string, root: string): Promise<string> {
  const named = await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (named === null) {
    const isThere = (await git(root, ['rev-parse', '--git-dir'])) !== null;
    const why = isThere ? 'and no revision of Git' : `and ${root} is in no repository of Git`;
    throw bad(`there is no file "${revision}", ${why}`, 'name a file, or a revision such as HEAD~1');
  }
  // Neither a filter nor another program that a repository may name is run by this.
  const text = await git(root, ['cat-file', 'blob', `${named.trim()}:./asof.yaml`]);
  if (text === null) throw bad(`${revision} has no asof.yaml in this folder`, 'name a revision that has it, or a file');
  return text;
}

/** What it prints; null where it says that there is no such thing. */
async function git(root: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run('git', ['-C', root, ...args], { maxBuffer: longestText, encoding: 'utf8' })).stdout;
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'number') return null;
    const message = code === 'ENOENT' ? 'git is not installed here' : `git failed: ${String(code)}`;
    throw new AsofError('bad_option', { message, expected: 'name a file to compare with' }, { cause });
  }
}

function bad(message: string, expected: string): AsofError {
  return new AsofError('bad_option', { message, expected });
}
