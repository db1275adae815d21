import type { Phrase } from '../text/phrase.ts';
import { html, type Html } from './html.ts';

/** A stretch of a sentence, marked as what it is. */
export function phraseHtml({ text, as }: Phrase): Html {
  if (as === 'plain') return html`${text}`;
  if (as === 'leak') return html`<span class="leak">${text}</span>`;
  return as === 'code' ? html`<code>${text}</code>` : html`<b>${text}</b>`;
}
