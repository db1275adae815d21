import { createContext } from 'svelte';
import type { FileRole, FileToRead, RoleGuess, RolesPreview, WorkspaceRef } from '../../core/rpc/host-api.ts';
import type { Answering } from './run.svelte.ts';
import type { Workbench } from './workbench.svelte.ts';

/** Files on their way to becoming a workspace: what each is taken for, and why. */
export class Roles {
  readonly guessing: Answering<RoleGuess[]>;
  readonly preview: Answering<RolesPreview>;
  readonly #workbench: Workbench;
  /** Files that will not be there after a reload, and why. */
  #passing = $state.raw<Readonly<Record<string, string>>>({});
  #guesses = $state.raw<readonly RoleGuess[]>([]);
  #edited = $state.raw<Readonly<Record<string, Partial<FileRole>>>>({});

  /** What each file is now taken for: the guess, and over it what the user said. */
  readonly files = $derived(this.#guesses.map((guess) => ({ ...guess, ...standing(this.#edited[guess.file], guess) })));
  readonly #usable = $derived(this.files.filter((file) => file.problem === null && file.role !== 'ignore'));
  /** What is still needed before they can be used, in words; null where nothing is. */
  readonly missing = $derived.by(() => {
    if (!this.#usable.some((file) => file.role === 'labels')) return 'Say which file holds the labels.';
    if (!this.#usable.some((file) => file.role === 'features')) return 'Say which file holds features.';
    const keyless = this.#usable.find((file) => file.joinKeys.length === 0 && !this.#needsNoKeys(file));
    if (keyless) return `Choose the join keys of ${fileName(keyless.file)}.`;
    const timeless = this.#usable.find((file) => file.timestampField === '');
    if (timeless) return `Choose the event timestamp of ${fileName(timeless.file)}.`;
    const unread = this.#usable.find(
      ({ reading = {}, ...file }) => readingsOf(file).length > 0 && !reading.timestampFormats && !reading.timestampUnit,
    );
    return unread ? `Say how the times of ${fileName(unread.file)} are written.` : null;
  });

  /** Whether the files can be used: nothing is missing, the first rows join, and some find their entity. */
  readonly isReady = $derived.by(() => {
    if (this.missing !== null || this.guessing.state.status === 'running') return false;
    const { state } = this.preview;
    return state.status === 'done' && state.value.matches.some(({ found }) => found > 0);
  });

  /** What will be used, in words; why not, where the first rows do not join. */
  readonly ready = $derived.by(() => {
    if (this.preview.state.status === 'failed') return 'These files do not join yet: see the preview.';
    if (this.preview.state.status !== 'done') return 'Joining the first rows…';
    const unmatched = this.preview.state.value.matches.find(({ matched }) => matched === 0);
    if (unmatched) return `No label row finds a row in ${unmatched.view}: are its join keys and times the right ones?`;
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
      const adopted = await Promise.all(files.map((file) => shell.adopt(file, { signal })));
      for (const { path, passing } of adopted)
        if (passing !== null) this.#passing = { ...this.#passing, [path]: passing };
      return adopted.map(({ path }) => path);
    });
  }

  /** Whether a workspace's files will still be where they are tomorrow. */
  isLasting(ref: WorkspaceRef): boolean {
    return ref.kind !== 'files' || !ref.roles.some((role) => role.file in this.#passing);
  }

  /** Why some of these files will be gone with a reload; null where none will. */
  get passing(): string | null {
    return this.files.map(({ file }) => this.#passing[file]).find((why) => why !== undefined) ?? null;
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

  /** Says how a file is written; undefined takes back what was said. It is read anew where that shows other columns. */
  async editReading(file: string, change: FileReading): Promise<void> {
    this.#change(file, { reading: { ...this.#edited[file]?.reading, ...change } });
    const isOfTimes = Object.keys(change).every((key) => /^time/.test(key));
    await (isOfTimes ? this.#join() : this.#guess(() => Promise.resolve([])));
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
      const files = [...new Set([...known, ...found])].map((file) => this.#toRead(file));
      return this.#workbench.host.call('guessRoles', { files }, doing);
    });
    if (!guesses) return false;
    this.#guesses = guesses;
    await this.#join();
    return true;
  }

  #toRead(file: string): FileToRead {
    const reading = this.#edited[file]?.reading;
    return reading ? { file, reading } : { file };
  }

  #change(file: string, change: Partial<FileRole>): void {
    this.#edited = { ...this.#edited, [file]: { ...this.#edited[file], ...change } };
  }

  /** Labels need none where every file holds for everybody. */
  #needsNoKeys(file: RoleGuess): boolean {
    if (file.role === 'features') return file.forEverybody === true;
    return this.#usable.every((other) => other.role === 'labels' || other.forEverybody === true);
  }

  async #join(): Promise<void> {
    if (this.missing !== null) return this.preview.reset();
    const roles = this.#usable.map(toRole);
    await this.preview.start((doing) => this.#workbench.host.call('previewRoles', { roles }, doing));
  }
}

/** How a file is written, as far as that is said. */
export type FileReading = NonNullable<FileRole['reading']>;

/** What the user said of a file that still holds: columns may be called otherwise once it is read in another way. */
function standing(edit: Partial<FileRole> = {}, { columns }: RoleGuess): Partial<FileRole> {
  const isThere = (name: string | undefined): boolean => !name || columns.some((column) => column.name === name);
  const kept = Object.entries(edit).filter(([field, value]) => {
    if (field === 'joinKeys') return (value as string[]).every(isThere);
    return !columnFields.includes(field) || isThere(value as string | undefined);
  });
  return Object.fromEntries(kept);
}

const columnFields = ['timestampField', 'createdTimestampField', 'availableAt', 'target'];

function toRole(file: RoleGuess): FileRole {
  const { role, joinKeys, forEverybody, timestampField, reading } = file;
  const { createdTimestampField, availableAt, availableAfter, target, ttl } = file;
  const common = { file: file.file, role, joinKeys, timestampField, ...(reading && { reading }) };
  if (role === 'labels') return { ...common, ...(target && { target }) };
  return {
    ...common,
    ...(forEverybody && { forEverybody }),
    ...(createdTimestampField && { createdTimestampField }),
    ...(availableAt && { availableAt }),
    ...(availableAfter && { availableAfter }),
    ...(ttl && { ttl }),
  };
}

/** How the chosen event timestamp can be read, where it holds no times as they are. */
export function readingsOf(file: Pick<RoleGuess, 'readings' | 'timestampField'>): RoleGuess['readings'] {
  return file.readings.filter(({ column }) => column === file.timestampField);
}

/** The last part of a path of either kind of system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

export const [getRoles, setRoles] = createContext<Roles>();
