import { html, type Html } from '../html/html.ts';

/** Names with what they are, side by side, or figures under theirs; those without anything are left out. */
export function factList(
  all: readonly (readonly [string, string | Html | null])[],
  look: 'sides' | 'figures' = 'sides',
): Html {
  const lines = all.flatMap(([name, said]) =>
    said === null
      ? []
      : [
          html`<div>
            <dt>${name}</dt>
            <dd>${said}</dd>
          </div>`,
        ],
  );
  return html`<dl class="${look}">${lines}</dl>`;
}
