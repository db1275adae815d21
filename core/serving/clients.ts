import { shellWord } from '../text/shell-word.ts';
import type { ServingBody, ServingReport } from './report.ts';

/** The same request, to be copied. */
export interface ServingClient {
  name: string;
  text: string;
}

/**
 * The request in curl, Python (with nothing installed) and TypeScript, to a server at that address. Each prints the
 * answer.
 */
export function servingClients({ path, body }: Pick<ServingReport, 'path' | 'body'>, address: string): ServingClient[] {
  const url = address.replace(/\/$/, '') + path;
  const curl = `curl -s ${url} \\
  -H 'content-type: application/json' \\
  -d ${shellWord(JSON.stringify(body))}`;
  // JSON of texts, lists and objects is written alike in all three.
  const python = `import json
from urllib.request import Request, urlopen

body = ${literal(body)}
headers = {"content-type": "application/json"}
request = Request(${JSON.stringify(url)}, json.dumps(body).encode(), headers)
print(json.load(urlopen(request)))`;
  const script = `const response = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(${literal(body).replaceAll('\n', '\n  ')}),
});
console.log(await response.json());`;
  return [
    { name: 'curl', text: curl },
    { name: 'Python', text: python },
    { name: 'TypeScript', text: script },
  ];
}

/** A field a line. */
function literal(body: ServingBody): string {
  const fields = Object.entries(body).map(([name, value]) => `  ${JSON.stringify(name)}: ${spaced(value)},`);
  return `{\n${fields.join('\n')}\n}`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${spaced(one)}`);
  return `{${fields.join(', ')}}`;
}
