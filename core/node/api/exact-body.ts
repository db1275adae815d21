import type { FastifyInstance } from 'fastify';

/** Text, or a number. */
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Integers of a JSON text that a double would round, as text: they name entities, or are values. */
export function exactIntegers(json: string): string {
  if (!/\d{16}/.test(json)) return json;
  return json.replaceAll(token, (found) =>
    /^-?\d{16,}$/.test(found) && !Number.isSafeInteger(Number(found)) ? `"${found}"` : found,
  );
}

/** Bodies are JSON, and nothing is lost of their integers. */
export function readExactBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    void parse(request, exactIntegers(String(body)), done);
  });
}
