import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { connect } from 'node:net';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { safeName, Uploads } from '../../../../core/node/serve/upload.ts';
import { setup, type Setup } from './setup.ts';

describe('POST /upload', () => {
  it('keeps a dropped file under its own name and says where', async () => {
    const server = await setup();
    const { status, body } = await drop(server, 'Übung 1.csv', 'id,x\n1,2\n');
    const { path } = JSON.parse(body) as { path: string };
    expect(status).toBe(200);
    expect(basename(path)).toBe('Übung 1.csv');
    expect(readFileSync(path, 'utf8')).toBe('id,x\n1,2\n');
  });

  it('keeps two files of one name apart', async () => {
    const server = await setup();
    const paths = await Promise.all(['a', 'b'].map(async (text) => pathOf(await drop(server, 'x.csv', text))));
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['a', 'b']);
  });

  it('takes a file larger than one frame', async () => {
    const server = await setup();
    const large = Buffer.alloc(5_000_000, 7);
    expect(readFileSync(pathOf(await drop(server, 'large.parquet', large))).equals(large)).toBe(true);
  });

  it.each([
    ['without the token', {}, 401],
    ['with a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['from another origin', { origin: 'http://evil.example' }, 403],
    ['without an origin', { origin: undefined }, 403],
  ])('is refused %s', async (_, headers, status) => {
    const { ask, port, token } = await setup();
    const good = { origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token}` };
    const sent = status === 401 ? { origin: good.origin, ...headers } : { ...good, ...headers };
    const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
    expect((await ask('/upload?name=a.csv', { method: 'POST', headers: given, body: 'x' })).status).toBe(status);
  });

  it('writes nowhere but in its own folder', async () => {
    const server = await setup();
    const first = pathOf(await drop(server, 'a.csv', 'x'));
    const sly = pathOf(await drop(server, '../../../../tmp/evil.csv', 'x'));
    expect(dirname(dirname(sly))).toBe(dirname(dirname(first)));
    expect(basename(sly)).toBe('evil.csv');
  });

  it('leaves nothing of an upload that breaks off', async () => {
    const server = await setup();
    const folder = dirname(dirname(pathOf(await drop(server, 'a.csv', 'x'))));
    const socket = connect(server.port, '127.0.0.1');
    const { port, token } = server;
    socket.write(
      `POST /upload?name=half.csv HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\norigin: http://127.0.0.1:${port}\r\n` +
        `authorization: Bearer ${token}\r\ncontent-length: 1000\r\n\r\nhalf`,
    );
    await expect.poll(() => readdir(folder)).toHaveLength(2);
    socket.destroy();
    await expect.poll(() => readdir(folder)).toHaveLength(1);
  });

  it.each([
    ['of a length that is not said', 'transfer-encoding: chunked', 411],
    ['of more than the disk has, before a byte of it has come', `content-length: ${Number.MAX_SAFE_INTEGER}`, 507],
  ])('refuses an upload %s', async (_, length, status) => {
    const { port, token } = await setup();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /upload?name=a.csv HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\norigin: http://127.0.0.1:${port}\r\n` +
        `authorization: Bearer ${token}\r\n${length}\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    socket.destroy();
  });

  it('is gone with the server', async () => {
    const server = await setup();
    const path = pathOf(await drop(server, 'a.csv', 'x'));
    await server.close();
    expect(existsSync(path)).toBe(false);
  });
});

describe('Uploads', () => {
  const full = { code: 'disk_full' };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asof-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
  });
  /** What must not be read. */
  const unread = () =>
    new Readable({
      read() {
        throw new Error('it was read');
      },
    });

  it('refuse what there is no room for before they read it', async () => {
    const uploads = new Uploads(folder, () => Promise.resolve(100));
    await expect(uploads.save('a.csv', unread(), 101)).rejects.toMatchObject(full);
    expect(await readdir(folder)).toEqual([]);
  });

  it('share the room while they are under way, and give it back', async () => {
    const uploads = new Uploads(folder, () => Promise.resolve(100));
    const slow = new PassThrough();
    const first = uploads.save('a.csv', slow, 60);
    await expect.poll(() => readdir(folder)).toHaveLength(1);
    await expect(uploads.save('b.csv', unread(), 60)).rejects.toMatchObject(full);
    slow.destroy(new Error('gone'));
    await expect(first).rejects.toMatchObject({ code: 'output_unwritable' });
    expect(await uploads.save('b.csv', Readable.from([Buffer.alloc(60)]), 60)).toMatch(/b\.csv$/);
  });

  it('say so of one that ends before it is read', async () => {
    const content = new PassThrough();
    const room = new Promise<number>((resolve) => content.once('close', () => resolve(100)));
    const saved = new Uploads(folder, () => room).save('a.csv', content, 60);
    content.destroy(new Error('gone'));
    await expect(saved).rejects.toMatchObject({ code: 'output_unwritable' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('take no more than was announced', async () => {
    const content = Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
    await expect(new Uploads(folder).save('a.csv', content, 100)).rejects.toMatchObject(full);
    expect(await readdir(folder)).toEqual([]);
  });

  it('fail with the reason where a file cannot be written', async () => {
    async function* broken() {
      yield Buffer.from('x');
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('the disk is on fire');
    }
    await expect(new Uploads(folder).save('a.csv', Readable.from(broken()), 10)).rejects.toMatchObject({
      code: 'output_unwritable',
      title: 'cannot write a.csv: the disk is on fire',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('safeName', () => {
  it.each([
    ['a.csv', 'a.csv'],
    ['C:\\data\\a.csv', 'a.csv'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'dropped'],
    ['', 'dropped'],
    ['.hidden.csv', 'hidden.csv'],
    ['a\0b\n.csv', 'a_b_.csv'],
    ['"quoted" <x>.csv', '_quoted_ _x_.csv'],
    ['ünï 😀.parquet', 'ünï 😀.parquet'],
    [`${'long'.repeat(100)}.parquet`, `${'long'.repeat(30)}.parquet`],
  ])('%j becomes %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });
});

function drop({ ask, port, token }: Setup, name: string, body: string | Buffer) {
  const headers = { origin: `http://127.0.0.1:${port}`, authorization: `Bearer ${token}` };
  return ask(`/upload?${new URLSearchParams({ name })}`, { method: 'POST', headers, body });
}

function pathOf(answer: { body: string }): string {
  return (JSON.parse(answer.body) as { path: string }).path;
}
