import type { Option } from './arguments.ts';

/** Of every command that writes to the online store. */
export const confirmOption = {
  kind: 'value',
  placeholder: 'NAME',
  help: 'the name of the environment, without which nothing is written to production',
} as const satisfies Option;
