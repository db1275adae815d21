import type { FastifyInstance, RouteOptions } from 'fastify';
import { programVersion } from '../../package-root.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** One line on what the route answers; a route without it is not described. */
    summary?: string;
    /** A schema of what it answers, where that is JSON. */
    answer?: object;
  }
}

export interface DescribedRoute {
  method: string;
  url: string;
  summary: string;
  /** What it takes: the schema that checks it. */
  body?: object;
  answer?: object;
}

/** Collects the routes that a server gets from here on, with the schemas that check their bodies. */
export function describeRoutes(server: FastifyInstance): readonly DescribedRoute[] {
  const routes: DescribedRoute[] = [];
  server.addHook('onRoute', ({ method, url, config, schema }: RouteOptions) => {
    const { summary, answer } = config ?? {};
    if (summary === undefined || method === 'HEAD' || typeof method !== 'string') return;
    const body = schema?.body as object | undefined;
    routes.push({ method, url, summary, ...(body && { body }), ...(answer && { answer }) });
  });
  return routes;
}

/** The routes as OpenAPI 3.1, whose schemas are JSON Schema, and so the very ones that check. */
export function openApi(routes: readonly DescribedRoute[], hasKeys: boolean): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.url] ??= {})[route.method.toLowerCase()] = operation(route);
  const key = { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } };
  return {
    openapi: '3.1.0',
    info: { title: 'Asof online features', version: programVersion },
    paths,
    ...(hasKeys && { components: key, security: [{ key: [] }] }),
  };
}

function operation({ summary, body, answer }: DescribedRoute): object {
  const failed = { description: 'Failed: a code, what is wrong, what to do', ...json(failureSchema) };
  return {
    summary,
    ...(body && { requestBody: { required: true, ...json(body) } }),
    responses: { 200: { description: summary, ...(answer && json(answer)) }, default: failed },
  };
}

function json(schema: object) {
  return { content: { 'application/json': { schema } } };
}

const text = { type: 'string' };
const failureSchema = {
  type: 'object',
  properties: {
    error: { type: 'object', properties: { code: text, title: text, hint: text }, required: ['code', 'title', 'hint'] },
  },
  required: ['error'],
};
