import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openNative } from '../../core/node/duckdb-native.ts';
import { nativeTables } from '../../core/node/tables.ts';
import { openWorkspace } from '../../core/workspace/workspace.ts';

/** A new folder with these files in it. */
export function folderOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'asof-test-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** Opens folders as workspaces on one DuckDB native; `close` removes them. */
export async function workspaces() {
  const engine = await openNative({ threads: 2 });
  const tables = nativeTables(engine);
  const roots: string[] = [];
  return {
    engine,
    tables,
    open(files: Record<string, string>) {
      const root = folderOf(files);
      roots.push(root);
      return openWorkspace({ root, text: files['asof.yaml'] ?? null }, engine, tables);
    },
    async close() {
      await engine.close();
      for (const root of roots) rmSync(root, { recursive: true });
    },
  };
}
