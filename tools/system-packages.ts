import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from '../test/support/chromium.ts';
import { findRedis } from '../test/support/redis.ts';

/** What the tests need from the system, as Debian and Ubuntu call it. */
const needs = [
  { name: 'chromium', variable: 'CHROMIUM', find: findChromium },
  { name: 'redis-server', variable: 'REDIS_SERVER', find: findRedis },
  { name: 'openssl', variable: 'OPENSSL', find: () => ['/usr/bin/openssl', '/usr/local/bin/openssl'].find(existsSync) },
];

/** Installs what is missing where that is allowed, else names the one command to type. */
function main(): number {
  const missing = needs.filter((need) => need.find() === undefined);
  if (missing.length === 0) return 0;
  const names = missing.map((need) => need.name).join(' ');
  const hasApt = existsSync('/usr/bin/apt-get');
  const sudo = process.getuid?.() === 0 ? '' : 'sudo -n ';
  const install = `apt-get install -y --no-install-recommends ${names}`;
  if (hasApt && (sudo === '' || shell('sudo -n true'))) {
    console.error(`The tests need ${names}; installing with apt-get.`);
    if (shell(`${sudo}apt-get update -qq && ${sudo}${install}`) && missing.every((need) => need.find())) return 0;
  }
  const where = missing.map((need) => `${need.variable}=/path/to/${need.name}`).join(' ');
  console.error(`The tests need ${names}. Type: ${hasApt ? `sudo ${install}` : `${where} npm test`}`);
  return 1;
}

function shell(command: string): boolean {
  return spawnSync('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

process.exitCode = main();
