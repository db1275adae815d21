import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** `npm start`: builds, then opens the desktop workbench; where that cannot run, the same workbench in a browser tab. */
const root = dirname(import.meta.dirname);

function main(): void {
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit', shell: true });
  if (build.status !== 0) {
    process.exitCode = 1;
    return;
  }
  const obstacle = desktopObstacle();
  if (obstacle) {
    console.error(`No desktop window: ${obstacle}. Serving the workbench to a browser tab instead.`);
    run(process.execPath, ['dist/asof.js', 'serve', ...process.argv.slice(2)]);
  } else {
    run(process.execPath, ['node_modules/electron/cli.js', '.', ...process.argv.slice(2)]);
  }
}

/** Why Electron cannot run here, or null. Its binary is not part of the npm package: it is fetched the first time. */
function desktopObstacle(): string | null {
  const needsDisplay = process.platform === 'linux';
  if (needsDisplay && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  if (hasBinary()) return null;
  console.error("Fetching Electron's binary (once).");
  spawnSync(process.execPath, ['node_modules/electron/install.js'], { cwd: root, stdio: 'ignore' });
  return hasBinary() ? null : "Electron's binary could not be downloaded";
}

function hasBinary(): boolean {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  return existsSync(join(folder, 'path.txt')) && existsSync(join(folder, 'dist'));
}

function run(command: string, args: string[]): void {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => (process.exitCode = code ?? 1));
}

main();
