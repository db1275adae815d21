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
