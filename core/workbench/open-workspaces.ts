import { clock } from '../ask/clock.ts';
import type { StoreOwner } from '../ask/open-stores.ts';
import type { Run } from '../engine/engine.ts';
import { stepOf } from '../engine/step.ts';
import { AsofError } from '../errors/asof-error.ts';
import { unknownName } from '../errors/unknown-name.ts';
import { noDefinitions } from '../model/read.ts';
import { stem } from '../model/path.ts';
import { wishesOf, withoutEnvironment } from '../model/wishes.ts';
import { fingerprint } from '../text/fingerprint.ts';
import { parseInstant } from '../time/instant.ts';
import type { FileRole, WorkspaceRef, WorkspaceSnapshot } from '../rpc/host-api.ts';
import { workspaceId } from '../rpc/workspace-id.ts';
import type { Tables } from '../table/relation.ts';
import { findWorkspace } from '../workspace/find.ts';
import { definitionsFromRoles } from '../workspace/from-roles.ts';
import { openWorkspace, Workspace } from '../workspace/workspace.ts';
import { lessonText } from './lesson-text.ts';
import type { WorkbenchParts } from './ports.ts';
import { restrictedSnapshot, snapshotOf } from './snapshot.ts';

export interface OpenWorkspace extends StoreOwner {
  ref: WorkspaceRef;
  snapshot: WorkspaceSnapshot;
  workspace: Workspace;
  /** The same over plain files; null where there are none. */
  plain: Workspace | null;
  /** The text of asof.yaml; null where there is none. */
  text: string | null;
  /** The clock's, or a lesson's own. */
  now: () => bigint;
}

/** The workspaces that a page has open, by id. */
export class OpenWorkspaces {
  readonly #parts: WorkbenchParts;
  readonly #open = new Map<string, OpenWorkspace>();

  constructor(parts: WorkbenchParts) {
    this.#parts = parts;
  }

  /** The one way to a workspace's files, store and definitions: one that is not trusted is not given. */
  get(id: string): OpenWorkspace {
    const found = this.#held(id);
    if (found.snapshot.restricted) throw new AsofError('folder_untrusted', { name: found.snapshot.name });
    return found;
  }

  /**
   * Trusts the folder of an open workspace, and opens it anew. Where it asks for something else by now than
   * what was shown, it is not trusted yet: the snapshot says what.
   */
  async trust(id: string, run: Run): Promise<WorkspaceSnapshot> {
    const { ref, snapshot: shown } = this.#held(id);
    const now = await this.open(ref, run);
    if (!now.restricted || now.root === null || JSON.stringify(now.restricted) !== JSON.stringify(shown.restricted))
      return now;
    await this.#parts.trust.trust(now.root);
    return this.open(ref, run);
  }

  /** Trusts the folder of an open workspace no longer, and opens it anew, as a stranger's. */
  async distrust(id: string, run: Run): Promise<WorkspaceSnapshot> {
    const { ref, snapshot } = this.#held(id);
    if (ref.kind === 'folder' && snapshot.root !== null) await this.#parts.trust.distrust(snapshot.root);
    return this.open(ref, run);
  }

  #held(id: string): OpenWorkspace {
    const found = this.#open.get(id);
    if (!found) throw unknownName('open workspace', id);
    return found;
  }

  async open(ref: WorkspaceRef, whole: Run): Promise<WorkspaceSnapshot> {
    const run = stepOf(whole, 'opening', 'the workspace', 0, 0);
    const found = await this.#find(ref);
    const { lessons, tables, plainTables } = this.#parts;
    const workspace = found.over(tables);
    const plain = plainTables && found.over(plainTables);
    const lesson = ref.kind === 'lesson' ? lessons.all.find((one) => one.id === ref.id) : undefined;
    const own = lesson ? parseInstant(lesson.now) : null;
    const definitions = fingerprint(found.text ?? '');
    const base = { id: workspaceId(ref), kind: ref.kind, root: found.root, prose: found.prose, now: own, definitions };
    const name = lesson?.title ?? (workspace.definitions.project || found.name);
    const snapshot = found.restricted
      ? restrictedSnapshot(workspace, { ...base, name }, wishesOf(found.text ?? '', workspace.definitions))
      : await snapshotOf(workspace, { ...base, name, naive: lesson?.naive ?? null }, run);
    const { id, root } = snapshot;
    const opened = { id, root, ref: again(ref), snapshot, workspace, plain, text: found.text };
    this.#open.set(id, { ...opened, now: () => own ?? clock() });
    return snapshot;
  }

  async #find(ref: WorkspaceRef): Promise<Found> {
    switch (ref.kind) {
      case 'files':
        return this.#ofFiles(ref.roles);
      case 'folder':
        return this.#ofFolder(ref.path, (root) => this.#parts.trust.isTrusted(root));
      case 'lesson': {
        const { files, lessons } = this.#parts;
        const root = await lessons.open(ref.id, ref.afresh ?? false);
        const readme = await files.readText(files.inside(root, 'README.md'));
        const prose = readme && lessonText(readme, ref.id, root, lessons.program);
        return { ...(await this.#ofFolder(root, () => Promise.resolve(true))), prose };
      }
    }
  }

  async #ofFolder(folder: string, isTrusted: (root: string) => Promise<boolean>): Promise<Found> {
    const { files, engine } = this.#parts;
    const { root, text } = await findWorkspace(files, folder);
    // A folder without definitions is an empty workspace; one that is not there is a mistake.
    if (text === null) await files.listFolder(folder);
    const restricted = text !== null && !(await isTrusted(root));
    const source = { root, text, env: restricted ? withoutEnvironment(text) : files.env };
    const over = (tables: Tables): Workspace => openWorkspace(source, engine, tables);
    return { root, text, name: stem(root), prose: null, restricted, over };
  }

  #ofFiles(roles: FileRole[]): Found {
    const name = stem(roles.find(({ role }) => role === 'labels')?.file ?? roles[0]?.file ?? 'files');
    const over = (tables: Tables): Workspace => unnamedWorkspace(roles, name, this.#parts, tables);
    return { root: null, text: null, name, prose: null, restricted: false, over };
  }
}

/** A workspace of files that have roles and no asof.yaml. Their paths are whole. */
export function unnamedWorkspace(
  roles: readonly FileRole[],
  name: string,
  { engine }: Pick<WorkbenchParts, 'engine'>,
  tables: Tables,
): Workspace {
  return new Workspace('', { ...noDefinitions(), definitions: definitionsFromRoles(roles, name) }, engine, tables);
}

interface Found {
  root: string | null;
  text: string | null;
  name: string;
  prose: string | null;
  /** Its folder is not trusted. */
  restricted: boolean;
  over: (tables: Tables) => Workspace;
}

/** To open the same again: a lesson is begun afresh once. */
function again(ref: WorkspaceRef): WorkspaceRef {
  return ref.kind === 'lesson' ? { kind: 'lesson', id: ref.id } : ref;
}
