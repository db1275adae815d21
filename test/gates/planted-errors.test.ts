import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const repository = dirname(dirname(import.meta.dirname));
const project = mkdtempSync(join(tmpdir(), 'asof-gates-'));

/** A project of four files under this repository's own configuration; each test plants one error in it. */
const configuration = [
  'package.json',
  'tsconfig.json',
  'eslint.config.js',
  'test/support/svelte-once.js',
  'core/tsconfig.json',
  'test/support/layers.cjs',
  'test/support/boundaries.cjs',
];
const sound = {
  'core/time/now.ts': 'export const now = 0n;\n',
  'core/join/later.ts': "import { now } from '../time/now.ts';\n\nexport const later = now + 1n;\n",
  'electron/main.ts': "import { now } from '../core/time/now.ts';\n\nexport const started = now;\n",
  'renderer/app.svelte':
    '<script lang="ts">\n  import { later } from \'../core/join/later.ts\';\n</script>\n\n<p>{later}</p>\n',
};

const page = (script: string, markup = '') => `<script lang="ts">\n  ${script}\n</script>\n\n<p>planted</p>\n${markup}`;

beforeEach(() => {
  rmSync(project, { recursive: true, force: true });
  for (const file of configuration) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    copyFileSync(join(repository, file), join(project, file));
  }
  for (const [file, text] of Object.entries(sound)) plant(file, text);
  symlinkSync(join(repository, 'node_modules'), join(project, 'node_modules'));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

/** What a gate says of the project; nothing of what is sound in it. */
function gate(name: string): { status: number | null; output: string } {
  const run = spawnSync('npm', ['run', '--silent', `check:${name}`], { cwd: project, encoding: 'utf8' });
  const output = run.stdout + run.stderr;
  const blamed = output.replace(/→ .*/g, '');
  for (const file of Object.keys(sound)) expect(blamed).not.toContain(file);
  return { status: run.status, output };
}

/** One run of a gate finds all of several errors: starting it is what takes its time. */
describe('planted errors are found by', () => {
  it('check:types, in a Svelte file and in a state file with runes', () => {
    plant('renderer/planted.svelte', page("const count: number = 'three';", '<p>{count}</p>\n'));
    plant('renderer/state.svelte.ts', "export const count: number = $state('three');\n");
    const { status, output } = gate('types');
    expect(output).toMatch(/planted\.svelte[\s\S]*'string' is not assignable to type 'number'/);
    expect(output).toMatch(/state\.svelte\.ts[\s\S]*'string' is not assignable to type 'number'/);
    expect(status).toBe(1);
  });

  it('check:core, where pure core uses Node or the DOM', () => {
    plant('core/time/node.ts', "export const planted: string = process.argv.join(' ');\n");
    plant('core/time/dom.ts', 'export const planted: string = window.name;\n');
    const { status, output } = gate('core');
    for (const file of ['core/time/node.ts', 'core/time/dom.ts']) expect(output).toContain(file);
    expect(status).toBe(2);
  });

  it('check:boundaries', () => {
    const planted = [
      ['an arrow that points back', 'core/time/back.ts', '../join/later.ts', 'arrow-time'],
      ['a question that knows another', 'core/leakage/other.ts', '../profile/other.ts', 'arrow-leakage'],
      ['the shell in the page', 'renderer/shell.ts', '../electron/main.ts', 'page-knows-core-only'],
      ['Node in pure core', 'core/join/node.ts', 'node:fs', 'pure-core-has-no'],
      ['an engine in pure core', 'core/join/engine.ts', '@duckdb/node-api', 'pure-core-has-no-platform'],
    ] as const;
    plant('core/profile/other.ts', 'export const other = 1;\n');
    for (const [, file, imported] of planted)
      plant(file, `import * as planted from '${imported}';\n\nexport const used = planted;\n`);
    plant('core/join/one.ts', "import { two } from './two.ts';\n\nexport const one = (): number => two();\n");
    plant('core/join/two.ts', "import { one } from './one.ts';\n\nexport const two = (): number => one();\n");
    const { status, output } = gate('boundaries');
    const lines = output.split('\n');
    for (const [what, file, , rule] of planted)
      expect(
        lines.some((line) => line.includes(rule) && line.includes(file)),
        what,
      ).toBe(true);
    expect(output).toMatch(/no-cycles.*core\/join\/(one|two)\.ts/);
    expect(status).toBeGreaterThan(0);
  });

  it('check:format', () => {
    plant('core/time/planted.ts', 'export  const planted = 1;\n');
    const { status, output } = gate('format');
    expect(output).toContain('core/time/planted.ts');
    expect(status).toBe(1);
  });

  it('check:lint', () => {
    const planted = [
      ['a promise nobody waits for in a Svelte file', 'renderer/promise.svelte', page('Promise.resolve(1);')],
      ['unsanitised HTML', 'renderer/html.svelte', page("const html = 'x';", '{@html html}\n')],
      ['an import against the arrows', 'core/time/back.ts', "export { later } from '../join/later.ts';\n"],
      [
        'unquoted SQL outside core/sql',
        'core/join/unquoted.ts',
        "import { unsafe } from '../sql/sql.ts';\n\nexport const planted = unsafe('');\n",
      ],
    ] as const;
    plant('core/sql/sql.ts', 'export const unsafe = (text: string): string => text;\n');
    for (const [, file, text] of planted) plant(file, text);
    const { status, output } = gate('lint');
    for (const [what, file] of planted) expect(output, what).toContain(file);
    expect(status).toBe(1);
  });
});
