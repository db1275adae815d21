import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { trustedFolders } from '../../core/node/trusted-folders.ts';

const root = join(import.meta.dirname, '..', '..');

/** Why the desktop cannot be run here, in a sentence to print; null where it can. Fetches nothing. */
export function desktopObstacle(): string | null {
  if (!findElectron()) return "Electron's binary is not here (npm start fetches it once, where it can)";
  if (!existsSync(join(root, 'dist', 'electron', 'main.js'))) return 'the desktop is not built (npm run build)';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY
    ? 'there is no display (xvfb-run gives one)'
    : null;
}

/** The built desktop workbench, with a home and settings of its own. */
export interface LaunchedDesktop {
  app: ElectronApplication;
  page: Page;
  home: string;
  close(): Promise<void>;
}

/** Opens the desktop's window, on `args` (a workspace, files) or the first lesson. */
export async function launchDesktop(args: readonly string[] = []): Promise<LaunchedDesktop> {
  const home = await mkdtemp(join(tmpdir(), 'asof-home-'));
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data') } as Record<string, string>;
  // A folder that the desktop is started with is one that somebody clicked on: the tests know theirs.
  const trust = trustedFolders(join(home, 'data', 'asof'));
  for (const arg of args) if (existsSync(arg)) await trust.trust(arg);
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath: findElectron()!,
    args: [root, `--user-data-dir=${join(home, 'user-data')}`, ...asRoot, ...args],
    env,
  });
  return {
    app,
    page: await app.firstWindow({ timeout: 30_000 }),
    home,
    async close() {
      await app.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The `electron` package would download its binary if it were asked for the path. */
function findElectron(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = join(folder, 'path.txt');
  const file = existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron';
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), file);
  return existsSync(path) ? path : null;
}
