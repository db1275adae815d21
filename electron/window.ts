import { join } from 'node:path';
import type { BrowserWindow } from 'electron';
import { readJson, writeJson } from './json-file.ts';
import type { ElectronParts } from './parts.ts';
import { webPreferences } from './security.ts';
import { least, restoreState, type WindowState } from './window-state.ts';

/** As the page's two themes have it, so that nothing flashes before the page is drawn. */
const paper = { light: '#faf9f6', dark: '#151513' };

/** Makes the window, where it was when it was last closed. Shown once its page is drawn. */
export function createWindow(
  electron: Pick<ElectronParts, 'app' | 'BrowserWindow' | 'dialog' | 'nativeTheme' | 'screen'>,
  preload: string,
): BrowserWindow {
  const file = join(electron.app.getPath('userData'), 'window.json');
  const screens = electron.screen.getAllDisplays().map((display) => display.workArea);
  const { width, height, place, maximized } = restoreState(readJson(file), screens);
  const window = new electron.BrowserWindow({
    title: 'Asof',
    width,
    height,
    minWidth: least.width,
    minHeight: least.height,
    ...place,
    show: false,
    backgroundColor: electron.nativeTheme.shouldUseDarkColors ? paper.dark : paper.light,
    webPreferences: webPreferences(preload),
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeJson(file, stateOf(window)));
  window.webContents.on('render-process-gone', () => void offerReload(electron, window));
  return window;
}

function stateOf(window: BrowserWindow): WindowState {
  const { x, y, width, height } = window.getNormalBounds();
  return { width, height, place: { x, y }, maximized: window.isMaximized() };
}

/** Asked, not done by itself: a page that dies as it loads would go on for ever. */
async function offerReload({ dialog }: Pick<ElectronParts, 'dialog'>, window: BrowserWindow): Promise<void> {
  if (window.isDestroyed()) return;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'The workbench stopped.',
    detail: 'Nothing that was saved is lost. Reload it to go on.',
    buttons: ['Reload', 'Close'],
  });
  if (response === 0) window.webContents.reload();
  else window.close();
}
