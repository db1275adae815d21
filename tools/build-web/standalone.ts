import { createHash } from 'node:crypto';
import { contentSecurityPolicy } from '../../core/node/content-security-policy.ts';

interface Parts {
  /** All that the site has. */
  files: readonly string[];
  /** The service worker among them. */
  worker: string;
}

/**
 * The page's HTML for a web server that knows nothing of it: its policy is in it (so nothing is sent anywhere else),
 * what it computes with is fetched at once, and where its scripts cannot run it says what to do.
 */
export function standalone(html: string, { files, worker }: Parts): string {
  const engine = files.filter((file) => /^assets\/page-[^/]*\.js$/.test(file));
  const head = [
    `<meta http-equiv="Content-Security-Policy" content="${policyFor(explain)}" />`,
    ...engine.map((file) => `<link rel="modulepreload" crossorigin href="./${file}" />`),
    `<meta name="asof-offline" content="./${worker}" />`,
    `<script>${explain}</script>`,
  ];
  const without = '<noscript>Asof computes in this page, with JavaScript: allow that here, and reload.</noscript>';
  // Before the built scripts: the policy is to hold for them, and the explanation to hear of them.
  return html
    .replace(/<meta charset[^>]*>/, (charset) => [charset, ...head].join('\n    '))
    .replace('<div id="app">', `${without}\n    <div id="app">`);
}

/** Of a policy in the page itself, `frame-ancestors` is none. */
function policyFor(script: string): string {
  const hash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  return contentSecurityPolicy
    .split('; ')
    .filter((rule) => !rule.startsWith('frame-ancestors'))
    .map((rule) => (rule.startsWith('script-src ') ? `${rule} ${hash}` : rule))
    .join('; ');
}

/** A browser runs no module of a page that was opened as a file, and says so to nobody but the console. */
const explain = `
addEventListener('DOMContentLoaded', function () {
  if (location.protocol === 'file:')
    say('This page was opened as a file, and a browser lets such a page load nothing. It needs a web server, any one: ' +
      'in the folder of this file, type', 'python3 -m http.server 8000 --bind 127.0.0.1', 'or', 'node serve.mjs',
      'and open http://localhost:8000/ in this browser.');
});
addEventListener('error', function (event) {
  if (event.target.tagName === 'SCRIPT' && location.protocol !== 'file:')
    say('A part of this page could not be loaded: the network is gone, or another version of the page has taken ' +
      'its place on the server. Reload it when that can be reached.');
}, true);
function say() {
  var note = document.createElement('p');
  note.setAttribute('role', 'alert');
  note.style.cssText = 'max-width:34em;margin:20vh auto 0;padding:0 20px;font:15px/1.6 system-ui,sans-serif';
  for (var i = 0; i < arguments.length; i++) {
    var part = document.createElement(i % 2 ? 'code' : 'span');
    part.textContent = arguments[i];
    note.append(part, ' ');
  }
  document.getElementById('app').replaceChildren(note);
}
`;
