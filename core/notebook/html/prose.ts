import { Marked } from 'marked';
import { isTooDeep } from '../../text/deep-markdown.ts';
import { html, type Html } from '../../html/html.ts';

/** A link is followed to the web, or writes a letter; any other is its text alone. */
const addresses = /^(?:https?:|mailto:)/i;

const marked = new Marked({
  gfm: true,
  renderer: {
    // What is written as HTML is shown as it is written; what Markdown would load is said in words.
    html: ({ text }) => html`${text}`.html,
    image: ({ text }) => html`${text}`.html,
    link({ href, tokens }) {
      const said = this.parser.parseInline(tokens);
      return addresses.test(href) ? `<a href="${html`${href}`.html}" rel="noopener noreferrer">${said}</a>` : said;
    },
  },
});

/** Anybody's Markdown as HTML that loads nothing and runs nothing. */
export function proseHtml(markdown: string): Html {
  return isTooDeep(markdown) ? html`<pre>${markdown}</pre>` : { html: marked.parse(markdown, { async: false }) };
}
