import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What a file of our own holds; null where it is missing or damaged. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

/** Replaces a file of our own, whole or not at all. Such files are conveniences: that one cannot be written stops nothing. */
export function writeJson(path: string, value: unknown): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    return;
  }
}
