/** Of what is read, and of what people have and is named for what it is. */
const endings =
  /\.(parquet|parq|pq|csv|tsv|txt|json|jsonl|ndjson|arrow|feather|ipc|avro|orc|xlsx|xls|sqlite|db|duckdb)(\.gz|\.zst)?$/i;

/** Whether a name can only mean a file: it has a folder, a wildcard or a data file's ending. */
export function isPath(name: string): boolean {
  return /[/\\*?]/.test(name) || endings.test(name);
}

/**
 * What a file is called where nobody named it: `stats` for `data/stats.parquet`, `data/stats-*.csv`
 * and `stats/*.parquet`.
 */
export function stem(path: string): string {
  for (const part of path.split(/[/\\]/).reverse()) {
    const name = part
      .replace(/(?<=.)\.[A-Za-z0-9]+(\.gz|\.zst)?$/, '')
      .replaceAll(/[*?]/g, '')
      .replaceAll(/^[-_. ]+|[-_. ]+$/g, '');
    if (name) return name;
  }
  return path;
}

/** Whether a path names a place on one machine. */
export function isWhole(path: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
}

/** Whether a path, relative to `folder` or whole, may lead out of it; an empty folder has nothing within. */
export function leadsOut(path: string, folder: string): boolean {
  const whole = slashed(path);
  const within = `${slashed(folder).replace(/\/$/, '')}/`;
  if (isWhole(path)) return folder === '' || !whole.startsWith(within) || leadsOut(whole.slice(within.length), folder);
  let depth = 0;
  for (const step of whole.split('/')) {
    if (step === '..') depth--;
    // Two stars may stand for no folder at all.
    else if (step !== '' && step !== '.' && step !== '**') depth++;
    if (depth < 0) return true;
  }
  return false;
}

export function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
