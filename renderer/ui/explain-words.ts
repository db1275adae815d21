import type { Attachment } from 'svelte/attachments';
import { meaningOf } from '../../core/text/glossary.ts';
import { tooltip } from './tooltip.ts';

/**
 * Prose writes a word of the trade with emphasis where it first stands: what it means is then shown on pointing at it and
 * on reaching it by keyboard. `html` is what the element holds; of another it is done anew.
 */
export function explainWords(html: string | null): Attachment<HTMLElement> {
  return (element) => {
    if (html === null) return;
    const undo = [...element.querySelectorAll('em')].map((word) => {
      const meaning = meaningOf(word.textContent);
      if (meaning === null) return undefined;
      word.tabIndex = 0;
      word.classList.add('explained');
      return tooltip(meaning)(word);
    });
    return () => undo.forEach((one) => one?.());
  };
}
