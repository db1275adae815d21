import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { ShellCommand } from '../core/rpc/desktop-bridge.ts';

/** What paths on the command line, or dropped on the program's icon, ask for; null where there is none that exists. */
export function openingOf(args: readonly string[], folder: string): ShellCommand | null {
  const paths = args
    .filter((arg) => !arg.startsWith('-'))
    .map((arg) => resolve(folder, arg))
    .filter((path) => existsSync(path));
  const [first] = paths;
  if (first === undefined) return null;
  if (statSync(first).isDirectory()) return { name: 'open', ref: { kind: 'folder', path: first } };
  if (basename(first) === 'asof.yaml') return { name: 'open', ref: { kind: 'folder', path: dirname(first) } };
  return { name: 'files', paths };
}
