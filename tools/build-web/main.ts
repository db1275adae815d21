import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSite } from './make-site.ts';
import { packSite } from './pack.ts';

/** `npm run build:web`: the page without a host, as a folder for any web server; with `--zip`, as a zip beside it too. */
const root = dirname(dirname(import.meta.dirname));
const { values } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'dist', 'web') }, zip: { type: 'boolean', default: false } },
});
const folder = resolve(values.out);

const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit', shell: true });
if (build.status !== 0) process.exit(1);
console.error('Packing what it ships, as .br and .gz: this takes some minutes.');
const files = await makeSite({ built: join(root, 'dist'), folder, quality: 11 });
console.log(
  `${folder}: ${files.length} files, ${await megabytes(files)} MB, ${await megabytes(files, '.br')} MB as .br`,
);

if (values.zip) {
  const zip = `${folder}.zip`;
  await packSite(folder, files, zip);
  console.log(
    `${zip}: ${((await stat(zip)).size / 1e6).toFixed(1)} MB, with a web server in it; START.txt there says how`,
  );
}

/** What a web server gives of them, packed where there is a packed one. */
async function megabytes(files: readonly string[], ending = ''): Promise<string> {
  const size = (file: string) => stat(join(folder, file)).then((one) => one.size);
  const sizes = await Promise.all(files.map((file) => size(file + ending).catch(() => size(file))));
  return (sizes.reduce((sum, one) => sum + one, 0) / 1e6).toFixed(1);
}
