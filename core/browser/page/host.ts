import { version } from '../../../package.json';
import { lessons } from '../../../sample-data/lessons.ts';
import { AsofError, toLine, toWire } from '../../errors/asof-error.ts';
import { needsHost, withHost } from '../../errors/needs-host.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import { memoryStore } from '../../online/memory.ts';
import { Room } from '../../results/room.ts';
import type { Host } from '../../rpc/contract.ts';
import { directHost } from '../../rpc/direct-host.ts';
import type { OnlineStores } from '../../ask/open-stores.ts';
import { keepsNoAnswers } from '../../workbench/kept-answers.ts';
import type { NotebookFiles } from '../../workbench/notebook-files.ts';
import type { Lessons, WorkbenchFiles } from '../../workbench/ports.ts';
import type { Trust } from '../../workbench/trust.ts';
import { createWorkbench } from '../../workbench/workbench.ts';
import { openPageEngine } from './engine.ts';
import { fetchBeside, loadedWithPage } from './loaded.ts';
import { PageFiles } from './files.ts';
import { pageWorkspaces, type PageWorkspaces } from './kept-workspaces.ts';
import { pageNotebooks } from './notebooks.ts';
import type { WasmTables } from '../tables.ts';

/** The page as its own host, and how a dropped file gets a path there. */
export interface PageHost {
  host: Host;
  adopt: (file: File) => Promise<AdoptedFile>;
}

export interface AdoptedFile {
  path: string;
  /** Why it will not be there after a reload: one line. Null where it will. */
  passing: string | null;
}

/**
 * The workbench over DuckDB-Wasm, for a page without a host. Throws `engine_failed` where the browser cannot run it,
 * `page_incomplete` where the page's server does not give it.
 */
export async function openPageHost(): Promise<PageHost> {
  const pageFiles = new PageFiles();
  const { engine, tables } = await openPageEngine(pageFiles);
  const kept = pageWorkspaces(pageFiles);
  await kept.load();
  const notebooks = pageNotebooks({
    paths: () => pageFiles.paths(),
    text: (path) => textOf(pageFiles, path),
  });
  const workbench = createWorkbench({
    engine,
    tables,
    room: new Room(answerBytes),
    plainTables: null,
    files: filesOf(pageFiles, tables, kept),
    notebooks,
    kept,
    answers: keepsNoAnswers,
    lessons: bundledLessons(pageFiles, notebooks),
    online: pageStores,
    trust: ownFolders,
    sandbox: null,
    place: 'page',
    version,
    start: { kind: 'lesson', id: lessons[0]!.id },
  });
  return {
    host: directHost(workbench.handlers, () => void engine.close()),
    async adopt(file) {
      const path = `/dropped/${file.lastModified}-${file.size}/${file.name}`;
      pageFiles.add(path, file);
      try {
        await kept.keepFile(path, file);
        return { path, passing: null };
      } catch (thrown) {
        return { path, passing: toLine(toWire(thrown)) };
      }
    },
  };
}

/** What is kept in a browser was put there by its user. */
const ownFolders: Trust = {
  isTrusted: () => Promise.resolve(true),
  trust: () => Promise.resolve(),
  distrust: () => Promise.resolve(),
};

/** WebAssembly has four gigabytes at most, for files and questions too. */
const answerBytes = 1_000_000_000;

/** What is materialized in a page is gone with it. */
const pageStores: OnlineStores = {
  isThere: () => Promise.resolve(true),
  // What Feast has written lies elsewhere: an empty store in its place would say that all is missing.
  open: ({ feast }) =>
    feast
      ? Promise.reject(needsHost("reading Feast's online store"))
      : Promise.resolve(memoryStore([`what is written is gone with this page; to keep it, ${withHost}`])),
  shownAddress: () => 'the memory of this page',
  account: () => null,
  secrets: null,
};

/** Every file of every lesson, by its path in the sources: its address. Fetched when its lesson is opened. */
const addresses = import.meta.glob<string>('../../../sample-data/*/{asof.yaml,*.md,data/**}', {
  query: '?url',
  import: 'default',
  eager: true,
});

function bundledLessons(files: PageFiles, notebooks: NotebookFiles): Lessons {
  return {
    all: lessons,
    program: null,
    async open(id, afresh) {
      const root = `/lessons/${id}`;
      const source = `../../../sample-data/${id}/`;
      const paths = Object.keys(addresses).filter((path) => path.startsWith(source));
      if (!paths.length) throw unknownName('lesson', id);
      await Promise.all(
        paths.map(async (path) => {
          const target = `${root}/${path.slice(source.length)}`;
          if (files.stamp(target) === null) files.add(target, await bytesBeside(addresses[path]!));
        }),
      );
      if (afresh) await putBack(files, notebooks, root);
      return root;
    },
  };
}

/** The notebooks of a lesson as they came; what was made of them stays among their versions. */
async function putBack(files: PageFiles, notebooks: NotebookFiles, root: string): Promise<void> {
  for (const { path } of await notebooks.list(root)) {
    const came = await textOf(files, path);
    const { text, revision } = await notebooks.read(path);
    if (came !== null && came !== text) await notebooks.save(path, came, revision);
  }
}

async function textOf(files: PageFiles, path: string): Promise<string | null> {
  return files.stamp(path) === null ? null : new Blob([files.content(path) as BlobPart]).text();
}

async function bytesBeside(address: string): Promise<Uint8Array> {
  return new Uint8Array(await loadedWithPage((await fetchBeside(address)).arrayBuffer()));
}

function filesOf(files: PageFiles, tables: WasmTables, kept: PageWorkspaces): WorkbenchFiles {
  return {
    readText: (path) => textOf(files, path),
    inside: (folder, name) => `${folder}/${name}`,
    parent: (folder) => folder.slice(0, folder.lastIndexOf('/')) || null,
    resolve: (folder, path) => (path.startsWith('/') ? path : `${folder}/${path}`),
    relative: (folder, path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path),
    async listFolder(path) {
      if (path !== null && !files.isThere(path, '')) throw new AsofError('file_missing', { path });
      throw needsHost('looking into folders');
    },
    async writeNew(path, text) {
      if (files.stamp(path) !== null) throw new AsofError('output_exists', { path });
      await kept.keepFile(path, new File([text], path.slice(path.lastIndexOf('/') + 1)));
    },
    replace: () => Promise.reject(needsHost('writing definitions')),
    written: (path) => tables.written(path),
    env: {},
  };
}
