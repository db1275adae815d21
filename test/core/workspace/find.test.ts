import { describe, expect, it } from 'vitest';
import { findWorkspace } from '../../../core/workspace/find.ts';

/** A disk with one workspace. */
const disk = {
  readText: (path: string) => Promise.resolve(path === '/a/b/asof.yaml' ? 'project: x' : null),
  inside: (folder: string, name: string) => (folder === '/' ? `/${name}` : `${folder}/${name}`),
  parent: (folder: string) => (folder === '/' ? null : folder.slice(0, folder.lastIndexOf('/')) || '/'),
};

describe('findWorkspace', () => {
  it('is the folder, else its nearest parent with an asof.yaml', async () => {
    expect(await findWorkspace(disk, '/a/b')).toEqual({ root: '/a/b', text: 'project: x' });
    expect(await findWorkspace(disk, '/a/b/c/d')).toEqual({ root: '/a/b', text: 'project: x' });
  });

  it('is the folder itself where nothing above has one', async () => {
    expect(await findWorkspace(disk, '/a')).toEqual({ root: '/a', text: null });
    expect(await findWorkspace(disk, '/')).toEqual({ root: '/', text: null });
  });
});
