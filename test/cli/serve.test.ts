import { describe, expect, it } from 'vitest';
import { asof, folderOf, start, workspace } from './run-asof.ts';

describe('asof serve', () => {
  it('serves the workbench on loopback until Ctrl-C, and tells the address alone on stdout', async () => {
    const { child, finished } = start(folderOf(workspace), 'serve');
    const address = await new Promise<string>((resolve) =>
      child.stdout!.once('data', (data: Buffer) => resolve(data.toString())),
    );
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}\n$/);
    expect(await (await fetch(address.trim())).text()).toContain('<title>Asof</title>');
    child.kill('SIGINT');
    expect(await finished).toMatchObject({ status: 0, out: address });
  });

  it.each(['70000', 'x'])('refuses port %s', async (port) => {
    expect(await asof(folderOf(), 'serve', '--port', port)).toMatchObject({ status: 2, out: '' });
  });

  it('says that a port is taken', async () => {
    const { child, finished } = start(folderOf(workspace), 'serve');
    const address = await new Promise<string>((resolve) =>
      child.stdout!.once('data', (data: Buffer) => resolve(data.toString())),
    );
    const second = await asof(folderOf(), 'serve', '--port', new URL(address).port);
    child.kill('SIGINT');
    await finished;
    expect([second.status, second.err]).toEqual([
      2,
      expect.stringContaining('is taken (choose another with --port)') as string,
    ]);
  });
});
