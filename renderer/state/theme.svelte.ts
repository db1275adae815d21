import { MediaQuery } from 'svelte/reactivity';
import type { ThemeChoice } from '../../core/rpc/desktop-bridge.ts';

export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark'];
const key = 'asof.theme';

/** Light or dark: the system's, or an override that is kept. */
class Theme {
  readonly #systemDark = new MediaQuery('prefers-color-scheme: dark');
  #choice = $state<ThemeChoice>(read());

  get choice(): ThemeChoice {
    return this.#choice;
  }

  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    localStorage.setItem(key, choice);
  }

  get dark(): boolean {
    return this.#choice === 'system' ? this.#systemDark.current : this.#choice === 'dark';
  }
}

function read(): ThemeChoice {
  const kept = localStorage.getItem(key);
  return themeChoices.find((choice) => choice === kept) ?? 'system';
}

export const theme = new Theme();
