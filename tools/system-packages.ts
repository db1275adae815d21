import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from '../test/support/chromium.ts';
import { findRedis } from '../test/support/redis.ts';

const needed = [
  { name: 'chromium', find: findChromium, variable: 'CHROMIUM' },
  { name: 'redis-server', find: findRedis, variable: 'REDIS_SERVER' },
];

/** Installs what the tests need from the system where that is allowed, else names the one command to type. */
function main(): number {
  const missing = () => needed.filter(({ find }) => !find());
  if (missing().length === 0) return 0;
  const install = `apt-get install -y --no-install-recommends ${names(missing())}`;
  const isRoot = process.getuid?.() === 0;
  const mayInstall = existsSync('/usr/bin/apt-get') && (isRoot || succeeds('sudo', ['-n', 'true']));
  if (mayInstall) {
    const sudo = isRoot ? '' : 'sudo -n ';
    console.error(`The tests need ${names(missing())}; installing with apt-get.`);
    if (succeeds('sh', ['-c', `${sudo}apt-get update -qq && ${sudo}${install}`]) && missing().length === 0) return 0;
  }
  const paths = missing().map(({ name, variable }) => `${variable}=/path/to/${name}`);
  const command = existsSync('/usr/bin/apt-get') ? `sudo ${install}` : `${paths.join(' ')} npm test`;
  console.error(`The tests need ${names(missing())}. Type: ${command}`);
  return 1;
}

function names(packages: readonly { name: string }[]): string {
  return packages.map(({ name }) => name).join(' ');
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

process.exitCode = main();
