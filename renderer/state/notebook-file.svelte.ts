import { AsofError, toWire, type WireError } from '../../core/errors/asof-error.ts';
import { History } from '../../core/notebook/file/history.ts';
import { keepBoth } from '../../core/notebook/file/merge.ts';
import type { NotebookText } from '../../core/rpc/notebook-api.ts';
import { keep, kept } from './kept.ts';
import type { Workbench } from './workbench.svelte.ts';

/** A save waits for a rest of `restMs` after the last change, at latest for `mostMs` after the first. */
const restMs = 500;
const mostMs = 1500;

export type SaveState =
  /** `none`: it is no file yet. `gone`: its file was deleted; it is written again when that is asked. */
  | { status: 'none' | 'saved' | 'changed' | 'saving' | 'gone' }
  | { status: 'failed'; error: WireError }
  /** Somebody else saved it meanwhile; nothing is saved before it is said which is kept. */
  | { status: 'conflict'; theirs: NotebookText };

/** What a browser without room did not keep. */
export type Unkept = 'what can be undone' | 'what is not saved';

export type DraftUse = 'take' | 'replace' | 'leave';

/** What is not saved, and the revision that it comes from. */
interface Draft {
  base: string | null;
  text: string;
}

/** The text of the open notebook: what was done to it, and its file. */
export class NotebookFile {
  readonly #workbench: Workbench;
  readonly #onread: () => void;
  #workspace = '';
  #name = $state.raw<string | null>(null);
  #text = $state.raw('');
  #state = $state.raw<SaveState>({ status: 'none' });
  /** The revision that the text comes from, and the text that it has; null where there is no file. */
  #base: string | null = null;
  #saved = '';
  #history = new History();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changedAt = 0;
  #saving: Promise<void> | null = null;
  #watch = new AbortController();
  #unkept = $state<Unkept | null>(null);

  /** @param onread Called when the text is another, and not by `change`. */
  constructor(workbench: Workbench, onread: () => void) {
    this.#workbench = workbench;
    this.#onread = onread;
  }

  /** Its name in the workspace's folder; null while it is no file. */
  get name(): string | null {
    return this.#name;
  }

  get text(): string {
    return this.#text;
  }

  get state(): SaveState {
    return this.#state;
  }

  /** What is lost with a reload, since the browser has no room for it; null where nothing is. */
  get unkept(): Unkept | null {
    return this.#unkept;
  }

  get #ref() {
    return { workspace: this.#workspace, name: this.#name! };
  }

  get #key(): string {
    return `asof.notebook:${this.#workspace}/${this.#name ?? ''}`;
  }

  get #draftKey(): string {
    return `${this.#key}/draft`;
  }

  /** Takes the text of a file in place of what is open, which is saved first. */
  begin(workspace: string, name: string, { text, revision }: NotebookText): void {
    this.#begin(workspace, name, text, revision);
    this.#restore();
    this.#onread();
    this.#follow();
  }

  /**
   * The same of a text that is no file yet: what is done to it, the browser keeps. What it has kept of the workspace is
   * taken, where there is something, or this in place of it, or it is left alone.
   */
  beginUnnamed(workspace: string, text: string, draft: DraftUse): void {
    this.#begin(workspace, null, text, null);
    const before = draft === 'take' ? (kept(this.#draftKey) as Draft | null) : null;
    if (before) this.change(before.text);
    if (draft === 'replace') this.#keepDraft();
    this.#onread();
  }

  #begin(workspace: string, name: string | null, text: string, revision: string | null): void {
    void this.flush();
    this.#watch.abort();
    [this.#workspace, this.#name] = [workspace, name];
    [this.#text, this.#saved, this.#base] = [text, text, revision];
    this.#history = new History();
    this.#unkept = null;
    this.#state = { status: name === null ? 'none' : 'saved' };
  }

  /** From now on it is this file, which is not there yet. Throws `output_exists`, `output_unwritable`. */
  async saveAs(name: string): Promise<void> {
    const text = this.#text;
    const input = { workspace: this.#workspace, name, text, base: null };
    const found = await this.#workbench.host.call('saveNotebook', input);
    if (!found.saved) throw new AsofError('output_exists', { path: name });
    keep(this.#draftKey, null);
    [this.#name, this.#base, this.#saved] = [name, found.revision, text];
    this.#state = { status: 'saved' };
    if (text !== this.#text) this.#put(this.#text);
    this.#keepHistory();
    this.#follow();
  }

  /** @param sort What it is taken back together with: typing in one cell. */
  change(text: string, sort: string | null = null): void {
    if (text === this.#text) return;
    this.#history.add(this.#text, text, sort, Date.now());
    this.#put(text);
  }

  undo(): boolean {
    return this.#step(this.#history.undo(this.#text));
  }

  redo(): boolean {
    return this.#step(this.#history.redo(this.#text));
  }

  /** Saves now what is not saved. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#state.status === 'changed' || this.#state.status === 'failed') await this.#save();
    else await this.#saving;
  }

  /** The page may end: what is not saved yet is kept in the browser. */
  leave(): void {
    if (this.#name !== null && this.#text !== this.#saved) this.#keepDraft();
    void this.flush();
  }

  /** Writes a file that is gone once more. */
  async saveAgain(): Promise<void> {
    this.#base = null;
    await this.#save();
    this.#follow();
  }

  /** Ends a conflict. What is taken can be taken back. */
  async settle(which: 'mine' | 'theirs' | 'both'): Promise<void> {
    if (this.#state.status !== 'conflict') return;
    const { theirs } = this.#state;
    const mine = this.#text;
    [this.#base, this.#saved] = [theirs.revision, theirs.text];
    const text = { mine, theirs: theirs.text, both: keepBoth(mine, theirs.text) }[which];
    this.#history.add(mine, text, null, Date.now());
    this.#text = text;
    this.#state = { status: text === theirs.text ? 'saved' : 'changed' };
    this.#onread();
    await this.flush();
    this.#keepHistory();
    this.#follow();
  }

  /** The host is there again. */
  back(): void {
    if (this.#name === null) return;
    void this.flush();
    this.#follow();
  }

  #step(text: string | null): boolean {
    if (text === null) return false;
    this.#put(text);
    this.#onread();
    return true;
  }

  #put(text: string): void {
    this.#text = text;
    if (this.#name === null) return this.#keepDraft();
    if (this.#state.status === 'conflict' || this.#state.status === 'gone') return;
    if (this.#state.status !== 'saving') this.#state = { status: 'changed' };
    if (this.#timer === undefined) this.#changedAt = Date.now();
    clearTimeout(this.#timer);
    const wait = Math.min(restMs, Math.max(0, this.#changedAt + mostMs - Date.now()));
    this.#timer = setTimeout(() => void this.#whenIdle(), wait);
  }

  async #whenIdle(): Promise<void> {
    // A host that hangs may end before it has written any of this.
    if (this.#saving) this.#keepDraft();
    await this.#saving;
    await this.flush();
  }

  #save(): Promise<void> {
    this.#saving = this.#write().finally(() => (this.#saving = null));
    return this.#saving;
  }

  async #write(): Promise<void> {
    const ref = this.#ref;
    const text = this.#text;
    const isOpen = (): boolean => ref.workspace === this.#workspace && ref.name === this.#name;
    this.#state = { status: 'saving' };
    const hanging = setTimeout(() => isOpen() && this.#keepDraft(), restMs);
    try {
      const found = await this.#workbench.host.call('saveNotebook', { ...ref, text, base: this.#base });
      if (!isOpen()) return;
      if (!found.saved) return this.#differs(found.now);
      [this.#base, this.#saved] = [found.revision, text];
      this.#state = { status: text === this.#text ? 'saved' : 'changed' };
      this.#keepHistory();
      keep(this.#draftKey, null);
      this.#follow();
    } catch (thrown) {
      if (!isOpen()) return;
      this.#state = { status: 'failed', error: toWire(thrown) };
      this.#keepDraft();
    } finally {
      clearTimeout(hanging);
    }
  }

  #differs(now: NotebookText | null): void {
    if (now === null) this.#state = { status: 'gone' };
    else if (now.text === this.#text)
      [this.#base, this.#saved, this.#state] = [now.revision, now.text, { status: 'saved' }];
    else if (this.#text === this.#saved) {
      [this.#base, this.#saved, this.#state] = [now.revision, now.text, { status: 'saved' }];
      this.change(now.text);
      [this.#state] = [{ status: 'saved' }];
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#onread();
      this.#keepHistory();
      this.#workbench.activity.say(`${this.#name} was changed by another program and is read again`);
    } else this.#state = { status: 'conflict', theirs: now };
  }

  /** Waits for others to change the file. */
  #follow(): void {
    this.#watch.abort();
    this.#watch = new AbortController();
    const { signal } = this.#watch;
    const [ref, revision] = [this.#ref, this.#base];
    if (ref.name === null || revision === null) return;
    const look = async (): Promise<void> => {
      const changed = await this.#workbench.host.call('notebookChanged', { ...ref, revision }, { signal });
      await this.#saving;
      if (signal.aborted || changed.revision === this.#base) return;
      const now = changed.revision === null ? null : await this.#workbench.host.call('openNotebook', ref, { signal });
      if (signal.aborted) return;
      this.#differs(now);
      this.#follow();
    };
    look().catch((thrown: unknown) => {
      // A host that is lost comes back, and then this is asked again.
      if (thrown instanceof AsofError && ['cancelled', 'host_lost'].includes(thrown.code)) return;
      if (!signal.aborted) this.#state = { status: 'failed', error: toWire(thrown) };
    });
  }

  #keepHistory(): void {
    this.#keep(this.#key, { revision: this.#base, history: this.#history }, 'what can be undone');
  }

  #keepDraft(): void {
    const draft: Draft = { base: this.#base, text: this.#text };
    this.#keep(this.#draftKey, draft, 'what is not saved');
  }

  #keep(key: string, value: object, what: Unkept): void {
    this.#unkept = keep(key, value) ? null : what;
  }

  /** What was done before a reload can be undone after it; what could not be saved then is there again. */
  #restore(): void {
    const found = kept(this.#key) as { revision: string; history: ReturnType<History['toJSON']> } | null;
    if (found?.revision === this.#base) this.#history = History.of(found.history);
    const draft = kept(this.#draftKey) as Draft | null;
    if (draft === null || draft.text === this.#text) return;
    const file = { text: this.#text, revision: this.#base! };
    if (draft.base === this.#base) this.change(draft.text);
    else {
      this.#text = draft.text;
      this.#state = { status: 'conflict', theirs: file };
    }
    this.#workbench.activity.say(`what was not saved of ${this.#name} is here again`);
  }
}
