import type { SaveDialogOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { fuses, unpackedFromAsar } from '../../electron/fuses.ts';
import { denyNavigation, lockSession, webPreferences } from '../../electron/security.ts';
import { FakeContents, FakeElectron } from './fake-electron.ts';

describe('the page', () => {
  const preferences = webPreferences('/dist/electron/preload.cjs');

  it.each([
    ['runs in a sandbox', 'sandbox', true],
    ['does not share its world with the preload', 'contextIsolation', true],
    ['has no Node', 'nodeIntegration', false],
    ['has no Node in its workers', 'nodeIntegrationInWorker', false],
    ['has no Node in frames', 'nodeIntegrationInSubFrames', false],
    ['keeps to one origin', 'webSecurity', true],
    ['loads nothing insecure', 'allowRunningInsecureContent', false],
    ['has no experimental features', 'experimentalFeatures', false],
    ['can hold no webviews', 'webviewTag', false],
    ['is not replaced by a file that is dropped', 'navigateOnDragDrop', false],
  ] as const)('%s', (_, setting, value) => {
    expect(preferences[setting]).toBe(value);
  });

  it('has one preload, and no Blink features switched on', () => {
    expect(preferences.preload).toBe('/dist/electron/preload.cjs');
    expect(preferences.enableBlinkFeatures).toBeUndefined();
  });
});

describe('navigation', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'is stopped at %s, in whatever contents are made',
    (name) => {
      const { app } = new FakeElectron();
      denyNavigation(app as never);
      const contents = new FakeContents();
      app.emit('web-contents-created', {}, contents);
      let prevented = 0;
      contents.emit(name, { preventDefault: () => prevented++, url: 'https://example.com' });
      expect(prevented).toBe(1);
    },
  );

  it.each([
    ['app://asof/index.html', true, 0],
    ['app://asof/index.html#folder=/work/churn&cell=a', true, 0],
    ['app://asof/index.html', false, 1],
    ['app://asof/other.html', true, 1],
    ['app://asof.evil/index.html', true, 1],
    ['app://asof/index.html?x', true, 1],
    ['app://asof.evil/#app://asof/index.html', true, 1],
  ])('to %s, in the top frame %j, is stopped %i times: the page may load itself anew', (url, isMainFrame, times) => {
    const { app } = new FakeElectron();
    denyNavigation(app as never);
    const contents = new FakeContents();
    app.emit('web-contents-created', {}, contents);
    let prevented = 0;
    contents.emit('will-navigate', { preventDefault: () => prevented++, url, isMainFrame });
    expect(prevented).toBe(times);
  });

  it('opens no new windows', () => {
    const { app } = new FakeElectron();
    denyNavigation(app as never);
    const contents = new FakeContents();
    app.emit('web-contents-created', {}, contents);
    expect(contents.openHandler!()).toEqual({ action: 'deny' });
  });
});

describe('the session', () => {
  const permissions = [
    'geolocation',
    'media',
    'notifications',
    'openExternal',
    'clipboard-read',
    'fileSystem',
    'usb',
    'unknown',
  ];

  function locked(): FakeElectron['session'] {
    const { session } = new FakeElectron();
    lockSession(session as never);
    return session;
  }

  it.each(permissions)('denies %s, asked for and checked', (permission) => {
    const session = locked();
    let granted: boolean | null = null;
    session.request!(new FakeContents(), permission, (answer) => (granted = answer));
    expect(granted).toBe(false);
    expect(session.check!(new FakeContents(), permission, 'app://asof')).toBe(false);
  });

  it('lets our page, and no other, write to the clipboard', () => {
    const session = locked();
    expect(session.check!(null, 'clipboard-sanitized-write', 'app://asof')).toBe(true);
    expect(session.check!(null, 'clipboard-sanitized-write', 'app://asof.evil')).toBe(false);
    expect(session.check!(null, 'clipboard-sanitized-write', 'https://example.com')).toBe(false);
  });

  it('gives out no devices', () => {
    expect(locked().device!()).toBe(false);
  });

  it.each([
    ['blob:app://asof/0b5c', 'asked where'],
    ['https://example.com/a.html', 'prevented'],
    ['blob:https://example.com/0b5c', 'prevented'],
    ['data:text/html,a', 'prevented'],
  ])('saves what the page has made, where its user says in a dialog, and nothing else: %s is %s', (url, outcome) => {
    let said = '';
    const item = {
      getURL: () => url,
      getFilename: () => 'churn.html',
      setSaveDialogOptions: (options: SaveDialogOptions) => {
        said = 'asked where';
        expect(options.filters).toEqual([{ name: 'HTML', extensions: ['html'] }]);
      },
    };
    locked().emit('will-download', { preventDefault: () => (said = 'prevented') }, item);
    expect(said).toBe(outcome);
  });

  it.each([
    ['app://asof/index.html', false],
    ['blob:app://asof/0b5c', false],
    ['data:image/png;base64,AA', false],
    ['https://example.com/', true],
    ['http://127.0.0.1:8080/', true],
    ['ws://localhost/', true],
    ['file:///etc/passwd', true],
    ['app://other/index.html', true],
    ['blob:https://example.com/0b5c', true],
  ])('asks only its own origin: %s is cancelled: %s', (url, cancelled) => {
    let answer: { cancel: boolean } | null = null;
    locked().beforeRequest!({ url }, (given) => (answer = given));
    expect(answer).toEqual({ cancel: cancelled });
  });
});

describe('the fuses of a package', () => {
  it('are blown so that the program is nothing but itself', () => {
    expect(fuses).toEqual({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      EnableCookieEncryption: true,
      GrantFileProtocolExtraPrivileges: false,
    });
    expect(unpackedFromAsar).toContain('**/@duckdb/**');
  });
});
