import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpenNotebook } from '../../../renderer/state/notebook.svelte.ts';
import { openRealWorkbench, type RealWorkbench } from './real-workbench.ts';

const text = [
  '---\ntitle: Spring\nasof: 1\n---\n',
  'First words.\n',
  '```asof check\nthat: spring.rows >= 1\n```\n',
  'Between.\n',
  '```asof leakage\nas: spring # ours\nlabels: churn\nfeatures: ["stats:*"]\nkeep: me\n```\n',
].join('\n');

let real: RealWorkbench;
let notebook: OpenNotebook;
let path: string;

beforeAll(async () => {
  real = await openRealWorkbench();
  notebook = real.notebook;
  await real.put('asof.yaml', 'project: spring\n');
});
beforeEach(async () => {
  await notebook.file.flush();
  path = await real.put('a.md', text);
  await real.workbench.open({ kind: 'folder', path: real.folder });
});
afterAll(() => real?.close());

const kinds = () => notebook.cells.map(({ kind }) => kind.kind);
const onDisk = () => readFile(path, 'utf8');
const leakage = () => notebook.cells.at(-1)!;
const status = () => notebook.file.state.status;

describe('a notebook that is opened', () => {
  it('has prose and cells in the order of its file, which stays as it is', async () => {
    expect([notebook.file.name, notebook.title]).toEqual(['a.md', 'Spring']);
    expect(kinds().map((kind, i) => (i === 1 ? 'check' : kind))).toEqual(['prose', 'check', 'prose', 'unread']);
    await notebook.file.flush();
    expect(await onDisk()).toBe(text);
  });

  it('keeps a cell that it cannot read as text, with its error, and reads it once it is mended', async () => {
    const cell = leakage();
    expect(cell.problems.map(({ where }) => where?.line)).toEqual([18]);
    cell.editing = true;
    notebook.edits.write(cell, notebook.edits.sourceOf(cell).replace('keep: me\n', ''));
    expect(leakage()).toBe(cell);
    notebook.edits.leave(cell);
    expect([leakage().kind.kind, leakage().name, leakage().problems]).toEqual(['leakage', 'spring', []]);
    await notebook.file.flush();
    expect(await onDisk()).toBe(text.replace('keep: me\n', ''));
  });

  it('says in which line a problem is also where lines came before it', () => {
    notebook.edits.write(notebook.cells[0]!, 'First words.\nAnd more.');
    expect(leakage().problems.map(({ where }) => where?.line)).toEqual([19]);
  });

  it('has no more empty lines, however often prose is written in behind an empty line', () => {
    const [first] = notebook.cells;
    first!.editing = true;
    for (const typed of ['First words.\n', 'First words.\n\n', 'First words.\n\nM', 'First words.\n\nM\n'])
      notebook.edits.write(first!, typed);
    notebook.edits.leave(first!);
    expect(notebook.file.text).toBe(text.replace('First words.', 'First words.\n\nM'));
  });

  it('keeps the ends of lines in a cell that it cannot read', async () => {
    await real.put('a.md', text.replaceAll('\n', '\r\n'));
    await real.workbench.open({ kind: 'folder', path: real.folder });
    const source = notebook.edits.sourceOf(leakage());
    expect(source).not.toContain('\r');
    notebook.edits.write(leakage(), source.replace('keep: me', 'keep: it'));
    expect(notebook.file.text).toBe(text.replace('keep: me', 'keep: it').replaceAll('\n', '\r\n'));
  });

  it('takes what a form asks into that cell alone, and keeps its remarks', async () => {
    notebook.edits.write(leakage(), notebook.edits.sourceOf(leakage()).replace('keep: me\n', ''));
    notebook.edits.leave(leakage());
    const before = notebook.file.text;
    leakage().ask({ naive: 'event-time', options: { ttl: false } });
    expect(notebook.file.text).toBe(before.replace('"stats:*"]\n', '"stats:*"]\nttl: false\nnaive: event-time\n'));
    leakage().ask({ naive: 'latest', options: { ttl: true } });
    expect(notebook.file.text).toBe(before);
    await notebook.file.flush();
  });
});

describe('what is done to cells', () => {
  it('is an edit of the text, and all of it is undone in one order', () => {
    const [first, , third] = notebook.cells;
    notebook.edits.write(first!, 'Other words.');
    notebook.edits.moveTo(third!, 1);
    notebook.edits.duplicate(leakage());
    notebook.edits.remove(first!);
    notebook.edits.toProse(notebook.cells.at(-1)!);
    const last = notebook.file.text;
    while (notebook.file.undo());
    expect(notebook.file.text).toBe(text);
    while (notebook.file.redo());
    expect(notebook.file.text).toBe(last);
  });

  it('leaves the cells that it is not about what they are', () => {
    const [first, second, third, fourth] = notebook.cells;
    notebook.edits.move(fourth!, -1);
    expect(notebook.cells).toEqual([first, second, fourth, third]);
    notebook.file.undo();
    expect(notebook.cells).toEqual([first, second, third, fourth]);
  });

  it('does not tear other cells while a fence is being typed', () => {
    const [first, ...others] = notebook.cells;
    first!.editing = true;
    for (const typed of ['First words.\n\n```asof check', 'First words.\n\n```asof check\nthat: a.rows == 1\n```'])
      notebook.edits.write(first!, typed);
    expect(notebook.cells.slice(1)).toEqual(others);
    notebook.edits.leave(first!);
    expect(notebook.cells).toHaveLength(5);
    expect([notebook.cells[0], ...notebook.cells.slice(2)]).toEqual([first, ...others]);
    while (notebook.file.undo());
    expect(notebook.file.text).toBe(text);
  });

  it('can be a prose cell that is emptied and filled again', () => {
    const [first] = notebook.cells;
    first!.editing = true;
    notebook.edits.write(first!, '');
    notebook.edits.write(first!, 'Again.');
    notebook.edits.leave(first!);
    expect(notebook.file.text).toBe(text.replace('First words.', 'Again.'));
  });
});

describe('saving', () => {
  it('comes by itself soon after the last change', async () => {
    notebook.edits.write(notebook.cells[0]!, 'Typed.');
    expect(status()).toBe('changed');
    await vi.waitUntil(() => status() === 'saved', { timeout: 300_000 });
    expect(await onDisk()).toBe(text.replace('First words.', 'Typed.'));
  });

  it('keeps what can be undone over a reload, for the same file', async () => {
    notebook.edits.write(notebook.cells[0]!, 'Typed.');
    await notebook.file.flush();
    await real.workbench.reload();
    expect(notebook.file.undo()).toBe(true);
    expect(notebook.file.text).toBe(text);
    await notebook.file.flush();
    await writeFile(path, `${text}Elsewhere.\n`);
    await real.workbench.reload();
    expect(notebook.file.undo()).toBe(false);
  });

  it('reads again what another program has changed, and that can be undone', async () => {
    await writeFile(path, `${text}\nElsewhere.\n`);
    await vi.waitUntil(() => notebook.cells.length === 5, { timeout: 300_000 });
    expect(status()).toBe('saved');
    notebook.file.undo();
    expect(notebook.file.text).toBe(text);
  });

  it.each([
    ['mine', (own: string) => own],
    ['theirs', () => text.replace('Between.', 'Theirs.')],
    ['both', (own: string) => own.replace('Between.', 'Theirs.')],
  ] as const)('asks where both have changed it: %s', async (which, wanted) => {
    await writeFile(path, text.replace('Between.', 'Theirs.'));
    const own = text.replace('First words.', 'Mine.');
    notebook.edits.write(notebook.cells[0]!, 'Mine.');
    await notebook.file.flush();
    expect(status()).toBe('conflict');
    expect(await onDisk()).toBe(text.replace('Between.', 'Theirs.'));
    await notebook.file.settle(which);
    expect(status()).toBe('saved');
    const saved = await onDisk();
    if (which === 'both') {
      for (const words of ['First words.', 'Mine.', 'Between.', 'Theirs.']) expect(saved).toContain(words);
      expect(kinds()).toEqual(['prose', 'prose', 'check', 'prose', 'prose', 'unread']);
    } else expect(saved).toBe(wanted(own));
    // What was not taken can be had again.
    if (which !== 'mine') notebook.file.undo();
    expect(notebook.file.text).toBe(own);
  });

  it('goes on where the file is gone, and writes it again when that is asked', async () => {
    await rm(path);
    await vi.waitUntil(() => status() === 'gone', { timeout: 300_000 });
    notebook.edits.write(notebook.cells[0]!, 'Still here.');
    expect(status()).toBe('gone');
    await notebook.file.saveAgain();
    expect(await onDisk()).toBe(text.replace('First words.', 'Still here.'));
  });

  it('saves what was typed while the host was away once it is back', async () => {
    real.lose();
    notebook.edits.write(notebook.cells[0]!, 'Typed alone.');
    await notebook.file.flush();
    await vi.waitUntil(() => status() === 'saved', { timeout: 300_000 });
    expect(await onDisk()).toBe(text.replace('First words.', 'Typed alone.'));
  });
});

describe('a workspace without a notebook', () => {
  it('gets one from its column when that is asked, and never over a file', async () => {
    await rm(path);
    await real.workbench.reload();
    expect([notebook.file.name, status()]).toEqual([null, 'none']);
    const prose = notebook.kinds.find(({ kind }) => kind === 'prose')!;
    notebook.add(prose, 0);
    await notebook.saveAs('mine.md');
    expect(await readFile(join(real.folder, 'mine.md'), 'utf8')).toBe(notebook.file.text);
    expect(notebook.names).toEqual(['mine.md']);
    notebook.edits.remove(notebook.cells[0]!);
    await expect(notebook.saveAs('mine.md')).rejects.toMatchObject({ code: 'output_exists' });
    await notebook.create('next.md');
    expect([notebook.file.name, notebook.title, notebook.names]).toEqual(['next.md', 'next', ['mine.md', 'next.md']]);
  });
});
