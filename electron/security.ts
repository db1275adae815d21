import type { App, SaveDialogOptions, Session, WebContents, WebPreferences } from 'electron';
import { pageAddress, pageOrigin } from './app-protocol.ts';

/** What a page of ours may do by itself: nothing that a web page may not. Every line is a default said aloud, and tested. */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  };
}

/** Every web contents that is ever made stays on the page it was made for: no navigation, no new windows, no webviews. */
export function denyNavigation(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', denyUnlessReload);
    contents.on('will-frame-navigate', denyUnlessReload);
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** A page that could not start offers to try again: it may load itself anew, with what its address says behind `#`, and nothing else. */
function denyUnlessReload(event: { url: string; isMainFrame: boolean; preventDefault: () => void }): void {
  const [address] = event.url.split('#');
  if (!event.isMainFrame || address !== pageAddress) event.preventDefault();
}

/** The one permission that the page has: writing to the clipboard, when its user presses "copy". */
const granted = 'clipboard-sanitized-write';

type GuardedSession = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'webRequest' | 'on'
>;

/** No permissions, no devices, no downloads but of what the page has made, and no request to anywhere but the page's own origin. */
export function lockSession(session: GuardedSession): void {
  session.setPermissionRequestHandler((contents, permission, callback) => {
    callback(permission === granted && isOurs(contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === granted && isOurs(origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    // Where that goes, its user says in the system's dialog.
    if (item.getURL().startsWith(`blob:${pageOrigin}/`)) item.setSaveDialogOptions(saveOptions(item.getFilename()));
    else event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !isLocal(details.url) }));
}

/** The kind of file by its name, so that a system that goes by kinds keeps it. */
function saveOptions(name: string): SaveDialogOptions {
  const [extension] = /[^.]+$/.exec(name) ?? [];
  return { filters: extension === undefined ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }] };
}

function isOurs(url: string): boolean {
  return url === pageOrigin || url.startsWith(`${pageOrigin}/`);
}

/** `blob:` and `data:` are the page's own bytes; the developer tools are the browser's. */
function isLocal(url: string): boolean {
  return isOurs(url) || url.startsWith(`blob:${pageOrigin}/`) || /^(data|devtools):/.test(url);
}
