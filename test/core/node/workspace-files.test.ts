import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { localWorkspaces } from '../../../core/node/workspace-files.ts';

it('reads text that a person may have written, and waits for nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'asof-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  await writeFile(at('text'), 'project: a\n');
  await writeFile(at('large'), Buffer.alloc(1_000_001));
  await mkdir(at('folder'));
  await symlink('/dev/zero', at('device'));
  execFileSync('mkfifo', [at('pipe')]);
  expect(await localWorkspaces.readText(at('text'))).toBe('project: a\n');
  expect(await localWorkspaces.readText(at('nothing'))).toBeNull();
  for (const name of ['large', 'folder', 'device', 'pipe'])
    await expect(localWorkspaces.readText(at(name)), name).rejects.toMatchObject({ code: 'file_unreadable' });
});
