import { html, type Html } from './html.ts';

/** One file that needs nothing else, and by its policy loads nothing and runs nothing. */
export function standalonePage(title: string, style: string, body: Html): string {
  const head = html`<style>
    ${{ html: style }}
  </style>`;
  return pageOf(title, "style-src 'unsafe-inline'", head, body);
}

/** Files that a page of a site loads, as seen from it. */
export interface LinkedFiles {
  style: string;
  script?: string;
}

/** One page of a folder of them. By its policy it loads these files and nothing else, from a server or from a disk. */
export function linkedPage(title: string, { style, script }: LinkedFiles, body: Html): string {
  const head = html`<link
      rel="stylesheet"
      href="${style}"
    />${script === undefined ? [] : html`<script src="${script}" defer></script>`}`;
  const policy = ['style-src', ...(script === undefined ? [] : ['script-src'])].map((what) => `${what} 'self' file:`);
  return pageOf(title, policy.join('; '), head, body);
}

function pageOf(title: string, policy: string, head: Html, body: Html): string {
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${{ html: policy }}" />
        <title>${title}</title>
        ${head}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  return whole.html;
}
