import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seen } from '../support/seen.ts';
import { desktopObstacle, launchDesktop, type LaunchedDesktop } from '../support/launch-electron.ts';

const obstacle = desktopObstacle();
if (obstacle) process.stdout.write(`The desktop's tests are skipped: ${obstacle}.\n`);

describe.skipIf(obstacle !== null)('the desktop window', () => {
  let desktop: LaunchedDesktop;
  beforeAll(async () => {
    desktop = await launchDesktop();
  });
  afterAll(() => desktop.close());

  const leak = () => desktop.page.getByText(/saw the future/).first();

  it('opens the first lesson, computed by the host process', async () => {
    await desktop.page.getByRole('button', { name: 'Show everything' }).click();
    await seen(desktop.page.getByRole('listitem', { name: 'latest, leakage' }));
    await leak().waitFor();
    expect(desktop.page.url()).toBe('app://asof/index.html');
  });

  it('has neither Node nor more than the bridge', async () => {
    const found = await desktop.page.evaluate(() => ({
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      bridge: Object.keys((globalThis as { asofDesktop?: object }).asofDesktop ?? {}).includes('connectHost'),
    }));
    expect(found).toEqual({ require: 'undefined', process: 'undefined', bridge: true });
  });

  it('stays where it is: no navigation, no new window, no request to elsewhere', async () => {
    await desktop.page.evaluate(() => location.assign('https://example.com/'));
    const opened = await desktop.page.evaluate(() => window.open('https://example.com/'));
    const asked = await desktop.page.evaluate(() =>
      fetch('https://example.com/').then(
        () => true,
        () => false,
      ),
    );
    expect({ url: desktop.page.url(), opened, asked }).toEqual({
      url: 'app://asof/index.html',
      opened: null,
      asked: false,
    });
    expect(desktop.app.windows().length).toBe(1);
  });

  it('gets a new host when its host is killed, and the notebook is still there', async () => {
    const kill = () =>
      desktop.app.evaluate(({ app }) => {
        const host = app.getAppMetrics().find(({ name }) => name === 'Asof host');
        if (host) process.kill(host.pid, 'SIGKILL');
        return host?.pid ?? null;
      });
    const first = await kill();
    expect(first).not.toBeNull();
    await leak().waitFor();
    await desktop.page.getByRole('button', { name: 'Churn' }).first().click();
    await desktop.page.getByRole('main').getByRole('heading', { name: 'Churn', exact: true }).waitFor();
    await leak().waitFor();
    const second = await kill();
    expect(second).not.toBe(first);
  });
});
