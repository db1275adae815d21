import type { Progress } from '../../engine/engine.ts';

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

export function processTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  const { stdout, stderr } = process;
  const coloured = stdout.isTTY && env.NO_COLOR === undefined && env.TERM !== 'dumb';
  const paint = (code: string) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const started = performance.now();
  let [step, line] = ['', ''];
  const clear = (): void => {
    if (line) stderr.write('\r\u001b[K');
    line = '';
  };
  // A reader that has seen enough, like `head`, closes the pipe: that is no failure.
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  return {
    out(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    err(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    leak: paint(vermilion),
    bold: paint('1'),
    progress({ step: said, fraction }) {
      // The engine knows how far a statement is, but not what it is for.
      if (said !== 'running') step = said;
      if (!stderr.isTTY || performance.now() - started < quietMs) return;
      const text = fraction === null ? step : `${step}  ${Math.round(fraction * 100)}%`;
      if (text === line) return;
      line = text.slice(0, (stderr.columns || 80) - 1);
      stderr.write(`\r\u001b[K${line}`);
    },
  };
}
