import { html, type Html } from '../../../html/html.ts';
import { standalonePage } from '../../../html/standalone.ts';
import { style } from '../../../html/style.ts';
import type { DescribedRoute } from './open-api.ts';

/** What a server answers, as a page to read; it loads and runs nothing. */
export function docsPage(routes: readonly DescribedRoute[]): string {
  return standalonePage('Asof online features', `${style}\npre { overflow-x: auto; margin: 0 }`, body(routes));
}

function body(routes: readonly DescribedRoute[]): Html {
  return html`<h1>Online features over HTTP</h1>
    <p class="facts">The same as a schema for programs: <a href="/openapi.json">/openapi.json</a></p>
    <section>
      <h2>A question</h2>
      <pre><code>${example}</code></pre>
    </section>
    ${routes.map(section)}`;
}

function section({ method, url, summary, body: sent, answer }: DescribedRoute): Html {
  return html`<section>
    <h2><code>${method} ${url}</code> <small>${summary}</small></h2>
    ${schema('What it takes', sent)} ${schema('What it answers', answer)}
  </section>`;
}

function schema(title: string, given: object | undefined): Html {
  if (!given) return html``;
  return html`<h2>${title}</h2>
    <pre><code>${JSON.stringify(given, null, 2)}</code></pre>`;
}

const example = `curl http://127.0.0.1:6566/features -H 'content-type: application/json' \\
  -d '{"service": "SERVICE", "entities": {"JOIN_KEY": ["1", "2"]}}'`;
