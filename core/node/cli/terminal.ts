import type { Progress } from '../../engine/engine.ts';
import { sayStep, shareOf } from '../../engine/step.ts';

/** Where a command writes: results to `out`; progress and messages to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** What leaks, in vermilion where the results go to a terminal that has colours. */
  leak(text: string): string;
  bold(text: string): string;
  progress(progress: Progress): void;
}

const vermilion = '38;2;214;64;31';
/** What is over sooner says nothing. */
const quietMs = 500;

const escape = '\u001b';
/** Control characters that are no part of what is printed here. */
const foreign = new RegExp(`(?![\\n\\t]|${escape}\\[(?:0|1|${vermilion})m)\\p{Cc}`, 'gu');

/** Text for a terminal: no control character of a name or a value moves its cursor, hides or overwrites anything. */
export function forTerminal(text: string): string {
  return text.replaceAll(foreign, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function processTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  const { stdout, stderr } = process;
  const coloured = stdout.isTTY && env.NO_COLOR === undefined && env.TERM !== 'dumb';
  const paint = (code: string) => (text: string) => (coloured ? `${escape}[${code}m${text}${escape}[0m` : text);
  const started = performance.now();
  let [step, line] = ['', ''];
  const clear = (): void => {
    if (line) stderr.write(`\r${escape}[K`);
    line = '';
  };
  // A reader that has seen enough, like `head`, closes the pipe: that is no failure, nor an end. The work and its
  // exit status are the same whoever reads.
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => void (error.code === 'EPIPE' || process.exit(3)));
  // Whoever reads a file or a pipe gets what there is.
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    clear();
    stream.write(`${stream.isTTY ? forTerminal(text) : text}\n`);
  };
  return {
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    leak: paint(vermilion),
    bold: paint('1'),
    progress(progress) {
      if (progress.of !== undefined) step = sayStep(progress);
      if (!stderr.isTTY || performance.now() - started < quietMs) return;
      const share = shareOf(progress);
      const text = share === null ? step : `${step}  ${Math.round(share * 100)}%`;
      if (text === line) return;
      line = forTerminal(text).slice(0, (stderr.columns || 80) - 1);
      stderr.write(`\r${escape}[K${line}`);
    },
  };
}
