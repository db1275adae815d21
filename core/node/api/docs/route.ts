import type { FastifyInstance } from 'fastify';
import { openApi, type DescribedRoute } from './open-api.ts';
import { docsPage } from './page.ts';

/** `GET /openapi.json` and `GET /docs`, of the routes that are described by then. */
export function routeDocs(server: FastifyInstance, routes: readonly DescribedRoute[], hasKeys: boolean): void {
  server.get('/openapi.json', { config: { summary: 'This description, as OpenAPI' } }, () => openApi(routes, hasKeys));
  server.get('/docs', { config: { summary: 'This description, to read' } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(routes)),
  );
}
