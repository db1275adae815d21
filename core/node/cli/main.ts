#!/usr/bin/env node
import { runAsof } from './run-asof.ts';
import { processTerminal } from './terminal.ts';

/** Ctrl-C asks what runs to stop and to tidy up; a second one does not wait. */
function onCtrlC(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  return controller.signal;
}

const around = { terminal: processTerminal(), signal: onCtrlC(), cwd: process.cwd() };
process.exitCode = await runAsof(process.argv.slice(2), around);
