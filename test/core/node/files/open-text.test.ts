import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished, vi } from 'vitest';
import { engines } from '../../../support/engines.ts';

const openFiles = () => readdirSync('/dev/fd').length;

it('keeps no packed file open, whether it was read to its end or refused at its start', async () => {
  const opened = await engines[0]!.open();
  onTestFinished(() => opened.close());
  // More than is read ahead.
  const rows = Array.from({ length: 400_000 }, (_, i) => `${i},${(i * 7919) % 99_991}\n`).join('');
  const contents = [`id,v\n${rows}`, `id,v\n1,2,3\n${rows}`, `id,v\n1,"x" y\n${rows}`].map((text) => gzipSync(text));
  await opened.put('first.csv', 'id,v\n1,2\n');
  await opened.tables.open('first.csv', { root: opened.root });
  const before = openFiles();
  for (const [i, content] of contents.entries())
    for (const n of [1, 2, 3]) {
      await opened.put(`${i}-${n}.csv.gz`, content);
      const rows = opened.tables.open(`${i}-${n}.csv.gz`, { root: opened.root }).then((table) => table.rows);
      expect(await rows.catch(() => 'refused')).toBe(i === 0 ? 400_000 : 'refused');
    }
  await vi.waitFor(() => expect(openFiles()).toBeLessThanOrEqual(before + 2), { timeout: 300_000 });
});
