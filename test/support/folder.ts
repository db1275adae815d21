import { openWorkspace, type Workspace } from '../../core/workspace/workspace.ts';
import { engines, type Opened } from './engines.ts';

/** Opens folders, each of some files, as workspaces on one engine. */
export interface Folders extends Pick<Opened, 'engine' | 'tables' | 'close'> {
  open(files: Record<string, string>): Promise<Workspace>;
}

export async function openFolders(openEngine: () => Promise<Opened> = () => engines[0]!.open()): Promise<Folders> {
  const opened = await openEngine();
  const { engine, tables, root } = opened;
  let count = 0;
  return {
    engine,
    tables,
    close: () => opened.close(),
    async open(files) {
      const folder = `folder${++count}`;
      for (const [name, text] of Object.entries(files)) await opened.put(`${folder}/${name}`, text);
      return openWorkspace({ root: `${root}/${folder}`, text: files['asof.yaml'] ?? null }, engine, tables);
    },
  };
}
