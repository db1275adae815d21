import type * as Electron from 'electron';

/** What of Electron the desktop uses; handed in, so that a test can see what is done with it. */
export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeTheme'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'utilityProcess'
>;
