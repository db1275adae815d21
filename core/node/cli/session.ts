import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { clock } from '../../ask/clock.ts';
import type { AskContext, StoreContext } from '../../ask/context.ts';
import { OpenStores, storeIdOf } from '../../ask/open-stores.ts';
import { Defined } from '../../model/defined.ts';
import { readDefinitions } from '../../model/read.ts';
import { findWorkspace, type FoundWorkspace } from '../../workspace/find.ts';
import { openWorkspace } from '../../workspace/workspace.ts';
import type { DefinitionsSource } from '../api/live-definitions.ts';
import type { NativeEngine } from '../duckdb-native.ts';
import { hostStores } from '../online/host-stores.ts';
import { programVersion } from '../package-root.ts';
import { localWorkspaces } from '../workspace-files.ts';
import { bad } from './arguments.ts';
import type { Context } from './command.ts';

/** A question's context whose engine is this process's own. */
interface NativeContext extends AskContext {
  engine: NativeEngine;
}

/** Opens the workspace that `-C` names, else that of the current folder, and its engine, for as long as `work` takes. */
export async function inWorkspace<T>(
  directory: string | undefined,
  { cwd, terminal }: Context,
  work: (context: NativeContext) => Promise<T>,
): Promise<T> {
  const { root, text, file } = await findRoot(directory, cwd);
  // Loaded here, so that help and mistakes on the command line do not wait for an engine.
  const [{ openNative }, { nativeTables }] = await Promise.all([import('../duckdb-native.ts'), import('../tables.ts')]);
  const engine = await openNative();
  const stores = new OpenStores(hostStores(process.env));
  try {
    const workspace = openWorkspace({ root, text, file, env: process.env }, engine, nativeTables(engine));
    const online = stores.of({ id: root, root, workspace });
    const tell = terminal.err.bind(terminal);
    const expressions = () => Promise.resolve(engine);
    const notebooks = notebooksIn(root);
    return await work({
      ...{ engine, expressions, workspace, text, online, notebooks },
      ...{ now: clock, version: programVersion, tell },
    });
  } finally {
    await stores.closeAll();
    await engine.close();
  }
}

/** The same for what asks only the store: no engine is opened but for features on demand. Throws where there are no definitions. */
export function inDefinitions<T>(
  directory: string | undefined,
  context: Context,
  work: (context: StoreContext) => Promise<T>,
): Promise<T> {
  return inSource(directory, context, (source) => work(source.context(source.text)));
}

/** The same for what outlives its definitions: it gets their file, and makes a context of each text of it. */
export async function inSource<T>(
  directory: string | undefined,
  { cwd, terminal }: Context,
  work: (source: DefinitionsSource) => Promise<T>,
): Promise<T> {
  const { root, text, file } = await findRoot(directory, cwd);
  const stores = new OpenStores(hostStores(process.env));
  let engine: Promise<NativeEngine> | undefined;
  const expressions = () => (engine ??= import('../duckdb-native.ts').then(({ openNative }) => openNative()));
  try {
    return await work({
      path: resolve(root, 'asof.yaml'),
      text: requireDefinitions(text, root),
      context(newText) {
        const workspace = new Defined(readDefinitions(newText, file, process.env));
        const online = stores.of({ id: storeIdOf(workspace), root, workspace });
        return { workspace, expressions, online, notebooks: notebooksIn(root), now: clock };
      },
      replaced(old, by) {
        const [before, now] = [storeIdOf(old.workspace), storeIdOf(by.workspace)];
        stores.keep(now);
        if (before !== now) stores.retire(before);
      },
      async files(newText) {
        const [native, { nativeTables }] = await Promise.all([expressions(), import('../tables.ts')]);
        const workspace = openWorkspace({ root, text: newText, file, env: process.env }, native, nativeTables(native));
        const online = stores.of({ id: storeIdOf(workspace), root, workspace });
        const tell = terminal.err.bind(terminal);
        return {
          engine: native,
          expressions,
          workspace,
          text: newText,
          online,
          notebooks: notebooksIn(root),
          now: clock,
          version: programVersion,
          tell,
        };
      },
    });
  } finally {
    await stores.closeAll();
    await (await engine)?.close();
  }
}

/** What notebooks ask for; what reads them is loaded when that is asked. */
export function notebooksIn(root: string): StoreContext['notebooks'] {
  return async () => {
    const [{ notebookUses }, { localNotebooks }] = await Promise.all([
      import('../../workbench/notebook-uses.ts'),
      import('../notebook/notebook-files.ts'),
    ]);
    return notebookUses(localNotebooks, root);
  };
}

export function requireDefinitions(text: string | null, root: string): string {
  if (text === null) throw bad(`there is no asof.yaml in ${root}`, 'asof init DIR makes one');
  return text;
}

/** The folder of the workspace, and its asof.yaml's text where it has one; `file` is what messages call it. */
export async function findRoot(directory: string | undefined, cwd: string) {
  const found = directory === undefined ? await findWorkspace(localWorkspaces, cwd) : await read(directory, cwd);
  return { ...found, file: relative(cwd, resolve(found.root, 'asof.yaml')) };
}

async function read(directory: string, cwd: string): Promise<FoundWorkspace> {
  const root = resolve(cwd, directory);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw bad(`there is no folder ${directory}`, 'look at -C');
  return { root, text: await localWorkspaces.readText(resolve(root, 'asof.yaml')) };
}
