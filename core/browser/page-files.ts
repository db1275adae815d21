import { AsofError } from '../errors/asof-error.ts';
import { nearest } from '../errors/near.ts';
import { globMatcher, isGlob } from '../table/glob.ts';
import type { FileStamp } from '../table/relation.ts';

/** The files that a page holds, by path: what was dropped on it, and what it ships with. */
export class PageFiles {
  readonly #files = new Map<string, { content: Blob | Uint8Array; stamp: FileStamp }>();

  /** Over an earlier file of that path. */
  add(path: string, content: Blob | Uint8Array): void {
    const bytes = content instanceof Uint8Array ? content.length : content.size;
    const modified = 'lastModified' in content ? (content as File).lastModified : 0;
    this.#files.set(normal(path), { content, stamp: { path: normal(path), bytes, modified } });
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

  /** The files that a path or a glob names, by name. Throws `file_missing` and `file_empty`. */
  find(path: string, root: string): FileStamp[] {
    const absolute = normal(path.startsWith('/') || !root ? path : `${root}/${path}`);
    const exact = this.stamp(absolute);
    const found = exact ? [exact] : isGlob(path) ? this.#matches(normal(path), root) : [];
    if (found.length === 0) {
      const near = isGlob(path) ? undefined : nearest(absolute, this.paths());
      throw new AsofError('file_missing', { path, ...(near && { near }) }, { where: { file: path } });
    }
    for (const { path: file, bytes } of found) {
      if (bytes === 0) throw new AsofError('file_empty', { path: file }, { where: { file } });
    }
    return found;
  }

  #matches(pattern: string, root: string): FileStamp[] {
    const fits = globMatcher(pattern);
    const under = root ? `${normal(root)}/` : '';
    const inside = this.paths().filter((file) => pattern.startsWith('/') || file.startsWith(under));
    return inside
      .filter((file) => fits(pattern.startsWith('/') ? file : file.slice(under.length)))
      .map((file) => this.stamp(file)!);
  }
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
