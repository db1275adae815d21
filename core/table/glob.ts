/**
 * Globs as DuckDB reads them, but matched here, so that both engines list the same files in the same
 * order: `*` and `?` within a folder's name, `**` across folders, `[ab]`, `[a-z]`, `[!a]`.
 */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/** The folder that no part of the pattern can leave; `.` for a pattern without one. */
export function globRoot(pattern: string): string {
  const fixed = pattern.split('/').slice(0, -1);
  const first = fixed.findIndex(isGlob);
  const root = (first === -1 ? fixed : fixed.slice(0, first)).join('/');
  return root || (pattern.startsWith('/') ? '/' : '.');
}

/** Whether the pattern looks into folders below its root. */
export function isDeep(pattern: string): boolean {
  return pattern.slice(globRoot(pattern).length).replace(/^\//, '').includes('/');
}

export function globMatcher(pattern: string): (path: string) => boolean {
  const expression = new RegExp(`^${toExpression(pattern)}$`, 'su');
  return (path) => expression.test(path);
}

/** DuckDB takes every path for a pattern; this one means the file of that very name. */
export function escapeGlob(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}

function toExpression(pattern: string): string {
  return pattern.replaceAll(
    /\*\*\/|\*\*|\*|\?|\[(!?)([^\]]+)\]|[\\^$.|+(){}[\]/]/g,
    (part, not: string | undefined, members: string | undefined) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      if (members !== undefined) return `[${not ? '^' : ''}${members.replaceAll(/[\\^[&~|]/g, '\\$&')}]`;
      return `\\${part}`;
    },
  );
}
