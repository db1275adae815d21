import { AsofError } from '../../errors/asof-error.ts';
import { nearest } from '../../errors/near.ts';
import type { FileFormat } from '../../model/definitions.ts';
import { refuseRemote } from '../../table/file-kind.ts';
import { refuseManaged, tableFiles, type Folders } from '../../table/folder.ts';
import { globMatcher, isGlob } from '../../table/glob.ts';
import type { FileStamp } from '../../table/relation.ts';

/** The files that a page holds, by path: what was dropped on it, and what it ships with. */
export class PageFiles {
  readonly #files = new Map<string, { content: Blob | Uint8Array; stamp: FileStamp }>();
  /** Stands for the time of what has none: the same name and length may be other content. */
  #made = 0;

  /** Over an earlier file of that path. */
  add(path: string, content: Blob | Uint8Array): void {
    const bytes = content instanceof Uint8Array ? content.length : content.size;
    const modified = 'lastModified' in content ? (content as File).lastModified : ++this.#made;
    this.#files.set(normal(path), { content, stamp: { path: normal(path), bytes, modified } });
  }

  remove(path: string): void {
    this.#files.delete(normal(path));
  }

  paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** The newest content of a path. */
  content(path: string): Blob | Uint8Array {
    const file = this.#files.get(path);
    if (!file) throw new AsofError('file_missing', { path });
    return file.content;
  }

  /** Null where there is no such file. */
  stamp(path: string): FileStamp | null {
    return this.#files.get(path)?.stamp ?? null;
  }

  /** Whether there is a file or a folder of that name. */
  isThere(path: string, root: string): boolean {
    const absolute = absoluteOf(path, root);
    return this.#files.has(absolute) || this.#under(absolute).length > 0;
  }

  /**
   * The files that a path names, by name: a file, all of one format under a folder, or those that a
   * glob matches. Throws `file_missing`, `file_empty`, `file_unreadable` and `source_unsupported`.
   */
  async find(path: string, root: string, format?: FileFormat): Promise<FileStamp[]> {
    refuseRemote(path);
    const found = await this.#find(path, root, format);
    for (const { path: file, bytes } of found) {
      if (bytes === 0) throw new AsofError('file_empty', { path: file }, { where: { file } });
    }
    return found;
  }

  async #find(path: string, root: string, format?: FileFormat): Promise<FileStamp[]> {
    const absolute = absoluteOf(path, root);
    const exact = this.stamp(absolute);
    if (exact) {
      await refuseManaged([absolute], this.#folders);
      return [exact];
    }
    const inside = this.#under(absolute);
    const found = inside.length > 0 ? inside : isGlob(path) ? this.#matches(normal(path), root) : [];
    if (found.length === 0) {
      const near = isGlob(path) ? undefined : nearest(absolute, this.paths());
      throw new AsofError('file_missing', { path, ...(near && { near }) }, { where: { file: path } });
    }
    await refuseManaged(
      found.map((file) => file.path),
      this.#folders,
    );
    return inside.length > 0 ? tableFiles(absolute, path, inside, format) : found;
  }

  #under(folder: string): FileStamp[] {
    const start = `${folder.replace(/\/$/, '')}/`;
    return this.paths().flatMap((path) => (path.startsWith(start) ? this.stamp(path)! : []));
  }

  readonly #folders: Folders = {
    parent(path) {
      const end = path.lastIndexOf('/');
      return end === -1 ? null : path.slice(0, end);
    },
    isThere: async (folder, name) => this.isThere(name, folder),
    names: async (folder, name) => this.#under(absoluteOf(name, folder)).map((file) => file.path),
  };

  #matches(pattern: string, root: string): FileStamp[] {
    const fits = globMatcher(pattern);
    const under = root ? `${normal(root)}/` : '';
    const inside = this.paths().filter((file) => pattern.startsWith('/') || file.startsWith(under));
    return inside
      .filter((file) => fits(pattern.startsWith('/') ? file : file.slice(under.length)))
      .map((file) => this.stamp(file)!);
  }
}

function absoluteOf(path: string, root: string): string {
  return normal(path.startsWith('/') || !root ? path : `${root}/${path}`);
}

/** Without `.`, `..` and doubled slashes. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
