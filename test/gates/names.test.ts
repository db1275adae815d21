import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const modules = ['core', 'electron', 'renderer'].flatMap((folder) =>
  readdirSync(join(repository, folder), { encoding: 'utf8', recursive: true })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path)),
);

/** The names that a module declares and exports. What it passes on from another is no name of its own. */
function exported(path: string, text: string): Set<string> {
  const names = new Set<string>();
  for (const statement of ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const declared = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations
      : [statement as ts.DeclarationStatement];
    for (const { name } of declared) if (name && ts.isIdentifier(name)) names.add(name.text);
  }
  return names;
}

/** Names with the modules that declare them, where these are several. */
function shared(texts: Iterable<readonly [path: string, text: string]>): string[] {
  const homes = new Map<string, string[]>();
  for (const [path, text] of texts)
    for (const name of exported(path, text)) homes.set(name, [...(homes.get(name) ?? []), path]);
  return [...homes].filter(([, paths]) => paths.length > 1).map(([name, paths]) => `${name}: ${paths.join(', ')}`);
}

it('sees a name that two modules export', () => {
  const twice = [
    ['a.ts', 'export interface Run {}\nexport const [x] = [1], one = 1;\nexport { other } from "./b.ts";'],
    ['b.ts', 'export class Run {}\nexport function other() {}\nconst one = 2;'],
  ] as const;
  expect(shared(twice)).toEqual(['Run: a.ts, b.ts']);
});

// A question is called `skew`, the function that answers it by what it does, its command `skewCommand`.
it('has one meaning for each exported name', () => {
  expect(modules.length).toBeGreaterThan(500);
  expect(shared(modules.map((path) => [path, readFileSync(join(repository, path), 'utf8')]))).toEqual([]);
});
