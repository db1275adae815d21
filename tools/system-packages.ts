import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from '../test/support/chromium.ts';

/** Installs what the tests need from the system where that is allowed, else names the one command to type. */
function main(): number {
  if (findChromium()) return 0;
  const install = 'apt-get install -y --no-install-recommends chromium';
  const isRoot = process.getuid?.() === 0;
  const mayInstall = existsSync('/usr/bin/apt-get') && (isRoot || succeeds('sudo', ['-n', 'true']));
  if (mayInstall) {
    const sudo = isRoot ? '' : 'sudo -n ';
    console.error('The tests need Chromium; installing it with apt-get.');
    if (succeeds('sh', ['-c', `${sudo}apt-get update -qq && ${sudo}${install}`]) && findChromium()) return 0;
  }
  const command = existsSync('/usr/bin/apt-get') ? `sudo ${install}` : 'CHROMIUM=/path/to/chromium npm test';
  console.error(`The tests need Chromium. Type: ${command}`);
  return 1;
}

function succeeds(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

process.exitCode = main();
