import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { toLine, toWire } from '../../../../core/errors/asof-error.ts';
import { openNative, type NativeEngine } from '../../../../core/node/duckdb-native.ts';
import { nativeTables } from '../../../../core/node/tables.ts';
import { sql } from '../../../../core/sql/sql.ts';
import type { Tables } from '../../../../core/table/relation.ts';

const isRoot = process.getuid?.() === 0;

describe('a Parquet file on the disk', () => {
  let engine: NativeEngine;
  let tables: Tables;
  let folder: string;
  beforeAll(async () => {
    engine = await openNative();
    tables = nativeTables(engine);
    folder = mkdtempSync(join(tmpdir(), 'asof-out-'));
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  const few = sql`SELECT range AS id FROM range(10)`;
  const failure = (path: string, query = few) =>
    tables.writeParquet(query, path, {}).then(
      () => expect.unreachable('it was written'),
      (error: unknown) => toWire(error),
    );

  it('replaces an older one whole', async () => {
    const path = join(folder, 'twice.parquet');
    await tables.writeParquet(few, path, {});
    await tables.writeParquet(sql`SELECT 1 AS one`, path, {});
    const { rows, columns } = await tables.open(path, { root: folder });
    expect([rows, columns]).toEqual([1, [{ name: 'one', type: 'INTEGER' }]]);
  });

  it('leaves the older one where writing fails, and nothing else', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const path = join(own, 'kept.parquet');
    await tables.writeParquet(few, path, {});
    expect((await failure(path, sql`SELECT error('half-way') FROM range(5)`)).code).toBe('engine_failed');
    expect(readdirSync(own)).toEqual(['kept.parquet']);
    expect((await tables.open(path, { root: own })).rows).toBe(10);
  });

  it('is not seen by a glob while it is written', async () => {
    const own = mkdtempSync(join(folder, 'glob-'));
    const controller = new AbortController();
    const slow = sql`SELECT hash(range) AS h FROM range(30000000) ORDER BY h`;
    const writing = tables.writeParquet(slow, join(own, 'big.parquet'), {}, { signal: controller.signal });
    writing.catch(() => {});
    await expect
      .poll(() => readdirSync(own), { interval: 5 })
      .toEqual([expect.stringMatching(/^big\.parquet\.[0-9a-f]{8}\.part$/)]);
    await expect(tables.open('*.parquet', { root: own })).rejects.toMatchObject({ code: 'file_missing' });
    controller.abort();
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(own)).toEqual([]);
  });

  it('says why it cannot be written: no folder, a file for a folder, a folder for a file, a long name', async () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'is a folder.parquet'));
    const lines = await Promise.all(
      ['nowhere/x.parquet', 'file/x.parquet', 'is a folder.parquet', `${'n'.repeat(300)}.parquet`].map(async (name) => {
        const error = await failure(join(folder, name));
        expect([error.code, error.kind]).toEqual(['output_unwritable', 'environment']);
        return toLine(error);
      }),
    );
    const reasons = ['its folder does not exist', 'its folder is a file', 'it is a folder', 'its name is too long'];
    lines.forEach((line, i) => expect(line).toContain(`: ${reasons[i]} (`));
  });

  it.skipIf(isRoot)('says that one may not write there (not tried as root, who may)', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    expect((await failure(join(closed, 'x.parquet'))).title).toContain('you may not write there');
  });

  describe.skipIf(!isRoot || process.platform !== 'linux')('on a disk of its own (needs root, to mount one)', () => {
    const mount = (options: string) => {
      const disk = mkdtempSync(join(folder, 'disk-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
      onTestFinished(() => void execFileSync('umount', [disk]));
      return disk;
    };

    it('says that the disk is full, and leaves nothing on it', async () => {
      const disk = mount('size=1m');
      const error = await failure(
        join(disk, 'big.parquet'),
        sql`SELECT hash(range) AS a, random() AS b FROM range(1000000)`,
      );
      expect([error.code, error.kind]).toEqual(['disk_full', 'environment']);
      expect(toLine(error)).toContain(`the disk is full while writing ${join(disk, 'big.parquet')}`);
      expect(readdirSync(disk)).toEqual([]);
      expect((await tables.writeParquet(few, join(disk, 'small.parquet'), {})).rows).toBe(10);
    });

    it('says that the disk is read-only', async () => {
      expect((await failure(join(mount('ro'), 'x.parquet'))).title).toContain('the disk is read-only');
    });

    it('says that the disk is full where work spills', async () => {
      const small = await openNative({ memoryLimit: '100MB', tempDirectory: mount('size=10m') });
      onTestFinished(() => small.close());
      const query = sql`SELECT sum(row)::DOUBLE FROM (SELECT row_number() OVER (ORDER BY hash(range), a) AS row
        FROM (SELECT range, 'some text that takes room ' || range AS a FROM range(4000000)))`;
      await expect(small.rows(query)).rejects.toMatchObject({ code: 'disk_full' });
    });
  });
});
