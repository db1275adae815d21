import { MediaQuery } from 'svelte/reactivity';
import type { ThemeChoice } from '../../core/rpc/desktop-bridge.ts';
import { keep, kept } from './kept.ts';

export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark'];
const key = 'asof.theme';

/** Light or dark: the system's, or an override that is kept. */
class Theme {
  readonly #systemDark = new MediaQuery('prefers-color-scheme: dark');
  #choice = $state<ThemeChoice>(read());
  /** The notebook alone, as wide as a page: it is being printed. Paper is light. */
  onPaper = $state(false);

  get choice(): ThemeChoice {
    return this.#choice;
  }

  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    keep(key, choice);
  }

  get dark(): boolean {
    if (this.onPaper) return false;
    return this.#choice === 'system' ? this.#systemDark.current : this.#choice === 'dark';
  }
}

function read(): ThemeChoice {
  const chosen = kept(key);
  return themeChoices.find((choice) => choice === chosen) ?? 'system';
}

export const theme = new Theme();
