import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
  utilityProcess,
} from 'electron';
import { packageRoot } from '../core/node/package-root.ts';
import { startDesktop } from './desktop.ts';

const parts = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  protocol,
  screen,
  session,
  utilityProcess,
};
const built = join(packageRoot, 'dist');
/** Started as `electron .`, the first argument is the program's own folder. */
const own = process.defaultApp ? 2 : 1;

// Not awaited: Electron becomes ready only after this module has been evaluated.
startDesktop(parts, {
  pageFolder: join(built, 'renderer'),
  preload: join(built, 'electron', 'preload.cjs'),
  host: join(built, 'host.js'),
  platform: process.platform,
  args: process.argv.slice(own),
  cwd: process.cwd(),
}).catch((error: unknown) => {
  dialog.showErrorBox('Asof could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
