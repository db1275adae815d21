import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRealWorkbench, type RealWorkbench } from '../../renderer/state/real-workbench.ts';

let real: RealWorkbench;
let workspace: string;
const call: RealWorkbench['workbench']['host']['call'] = (...args) => real.workbench.host.call(...args);

beforeAll(async () => {
  real = await openRealWorkbench();
  await real.put('asof.yaml', 'project: spring\n');
  await real.put('a.md', '---\nasof: 1\n---\n\nProse.\n');
  await real.put('b.md', '```asof check\nthat: spring.rows >= 1\n```\n');
  await real.put('notes.md', '# Nothing but prose\n\n```yaml\nasof: 1\n```\n');
  await real.workbench.open({ kind: 'folder', path: real.folder });
  workspace = real.workbench.snapshot!.id;
});
afterAll(() => real?.close());

describe('the notebooks of a workspace', () => {
  it('are what has cells, or says in its front matter that it is one', async () => {
    expect(await call('notebooks', { workspace })).toEqual(['a.md', 'b.md']);
  });

  it('are opened, and saved where nobody else has saved', async () => {
    const { text, revision } = await call('openNotebook', { workspace, name: 'a.md' });
    const saved = await call('saveNotebook', { workspace, name: 'a.md', text: `${text}More.\n`, base: revision });
    expect(saved.saved).toBe(true);
    expect(await readFile(join(real.folder, 'a.md'), 'utf8')).toBe(`${text}More.\n`);
    const late = await call('saveNotebook', { workspace, name: 'a.md', text: 'mine', base: revision });
    expect(late).toMatchObject({ saved: false, now: { text: `${text}More.\n` } });
    const [version] = await call('notebookVersions', { workspace, name: 'a.md' });
    expect(await call('notebookVersion', { workspace, name: 'a.md', id: version!.id })).toEqual({ text });
  });

  it('and SQL in them may be long', async () => {
    const { revision } = await call('openNotebook', { workspace, name: 'a.md' });
    const statement = `SELECT 1 AS one -- ${'because '.repeat(5_000)}`;
    const text = `---\nasof: 1\n---\n\n\`\`\`sql long\n${statement}\n\`\`\`\n`;
    expect(await call('saveNotebook', { workspace, name: 'a.md', text, base: revision })).toMatchObject({
      saved: true,
    });
    expect(await call('openNotebook', { workspace, name: 'a.md' })).toMatchObject({ text });
    expect(await call('readSql', { text: statement })).not.toBeNull();
    const { found } = await call('sql', { workspace, owner: 'long', text: statement, results: [] });
    expect(found).toMatchObject({ rows: 1 });
  });

  it('tell when somebody else saves', async () => {
    const { revision } = await call('openNotebook', { workspace, name: 'b.md' });
    const changed = call('notebookChanged', { workspace, name: 'b.md', revision });
    await writeFile(join(real.folder, 'b.md'), 'other');
    const now = await call('openNotebook', { workspace, name: 'b.md' });
    expect(await changed).toEqual({ revision: now.revision });
  });

  it.each(['../a.md', '/etc/passwd.md', 'a/b.md', 'a\\b.md', '.a.md', 'asof.yaml', '..', 'a.md\0'])(
    'are not %j',
    async (name) => {
      await expect(call('openNotebook', { workspace, name })).rejects.toMatchObject({ code: 'bad_option' });
      await expect(call('saveNotebook', { workspace, name, text: '', base: null })).rejects.toMatchObject({
        code: 'bad_option',
      });
    },
  );

  it('are no file of a workspace that is not open', async () => {
    await expect(call('openNotebook', { workspace: 'folder:/', name: 'a.md' })).rejects.toMatchObject({
      code: 'unknown_name',
    });
  });

  it('are a lesson, and not what is said about it', async () => {
    await real.workbench.open({ kind: 'lesson', id: 'three-rows' });
    const lesson = real.workbench.snapshot!.id;
    expect(await call('notebooks', { workspace: lesson })).toEqual(['lesson.md']);
    await expect(call('openNotebook', { workspace: lesson, name: 'README.md' })).rejects.toMatchObject({
      code: 'bad_option',
    });
  });
});
