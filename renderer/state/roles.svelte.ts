import { createContext } from 'svelte';
import type { FileRole, HostApi, RoleGuess, WorkspaceRef } from '../../core/rpc/host-api.ts';
import type { Run } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

export type RolesPreview = ReturnType<HostApi['previewRoles']>;

/** Files on their way to becoming a workspace: what each is taken for, and why. */
export class Roles {
  readonly guessing: Run<RoleGuess[]>;
  readonly preview: Run<RolesPreview>;
  readonly #workbench: Workbench;
  /** Copies that a server holds while it runs: nothing that lasts may name them. */
  readonly #passing = new Set<string>();
  #guesses = $state.raw<readonly RoleGuess[]>([]);
  #edited = $state.raw<Readonly<Record<string, Partial<FileRole>>>>({});

  /** What each file is now taken for: the guess, and over it what the user said. */
  readonly files = $derived(this.#guesses.map((guess) => ({ ...guess, ...this.#edited[guess.file] })));
  readonly #usable = $derived(this.files.filter((file) => file.problem === null && file.role !== 'ignore'));
  /** What is still needed before they can be used, in words; null where nothing is. */
  readonly missing = $derived.by(() => {
    if (!this.#usable.some((file) => file.role === 'labels')) return 'Say which file holds the labels.';
    if (!this.#usable.some((file) => file.role === 'features')) return 'Say which file holds features.';
    const keyless = this.#usable.find((file) => file.joinKeys.length === 0);
    if (keyless) return `Choose the join keys of ${fileName(keyless.file)}.`;
    const timeless = this.#usable.find((file) => file.timestampField === '');
    return timeless ? `Choose the event timestamp of ${fileName(timeless.file)}.` : null;
  });

  /** What will be used, in words. */
  readonly ready = $derived.by(() => {
    const left = this.files.length - this.#usable.length;
    const used = this.#usable.length === 1 ? '1 file is ready' : `${this.#usable.length} files are ready`;
    return left ? `${used}; ${left} ${left === 1 ? 'is' : 'are'} left out.` : `${used}.`;
  });

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.guessing = workbench.run('looking at files');
    this.preview = workbench.run('preview');
  }

  /** Whether the user said something of a file that differs from the guess. */
  isEdited(file: string, field: keyof FileRole): boolean {
    return this.#edited[file]?.[field] !== undefined;
  }

  /** Takes dropped or chosen files to the host, then guesses. */
  async adopt(files: readonly File[]): Promise<boolean> {
    const { shell } = this.#workbench;
    return this.#guess(async (signal) => {
      const paths = await Promise.all(files.map((file) => shell.adopt(file, { signal })));
      if (shell.kind === 'tab') for (const path of paths) this.#passing.add(path);
      return paths;
    });
  }

  /** Whether a workspace's files will still be where they are tomorrow. */
  isLasting(ref: WorkspaceRef): boolean {
    return ref.kind !== 'files' || !ref.roles.some((role) => this.#passing.has(role.file));
  }

  /** A text about these files as a person reads it: by their names, without where they lie. */
  say(text: string): string {
    return this.files.reduce((said, { file }) => said.replaceAll(file, fileName(file)), text);
  }

  /** Guesses for files of the host's machine. */
  add(paths: readonly string[]): Promise<boolean> {
    return this.#guess(() => Promise.resolve([...paths]));
  }

  edit(file: string, change: Partial<FileRole>): void {
    // There is one label table: who names another means that the first was none.
    if (change.role === 'labels') {
      for (const other of this.files) if (other.role === 'labels') this.#change(other.file, { role: 'features' });
    }
    this.#change(file, change);
    void this.#join();
  }

  remove(file: string): void {
    this.#guesses = this.#guesses.filter((guess) => guess.file !== file);
    void this.#join();
  }

  clear(): void {
    this.#guesses = [];
    this.#edited = {};
    this.guessing.reset();
    this.preview.reset();
  }

  /** The workspace that these files make. */
  get ref(): WorkspaceRef {
    return { kind: 'files', roles: this.#usable.map(toRole) };
  }

  async #guess(find: (signal: AbortSignal) => Promise<string[]>): Promise<boolean> {
    const known = this.#guesses.map((guess) => guess.file);
    const guesses = await this.guessing.start(async (doing) => {
      const found = await find(doing.signal);
      // All together: whose keys are whose is seen only side by side.
      return this.#workbench.host.call('guessRoles', { files: [...new Set([...known, ...found])] }, doing);
    });
    if (!guesses) return false;
    this.#guesses = guesses;
    await this.#join();
    return true;
  }

  #change(file: string, change: Partial<FileRole>): void {
    this.#edited = { ...this.#edited, [file]: { ...this.#edited[file], ...change } };
  }

  async #join(): Promise<void> {
    if (this.missing !== null) return this.preview.reset();
    const roles = this.#usable.map(toRole);
    await this.preview.start((doing) => this.#workbench.host.call('previewRoles', { roles }, doing));
  }
}

function toRole(file: RoleGuess): FileRole {
  const { role, joinKeys, timestampField, createdTimestampField, availableAt, target, ttl } = file;
  const common = { file: file.file, role, joinKeys, timestampField };
  if (role === 'labels') return { ...common, ...(target && { target }) };
  return {
    ...common,
    ...(createdTimestampField && { createdTimestampField }),
    ...(availableAt && { availableAt }),
    ...(ttl && { ttl }),
  };
}

/** The last part of a path of either kind of system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

export const [getRoles, setRoles] = createContext<Roles>();
