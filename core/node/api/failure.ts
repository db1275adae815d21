import type { FastifyReply, FastifySchemaValidationError } from 'fastify';
import { AsofError, toWire } from '../../errors/asof-error.ts';
import type { ErrorCode, ErrorKind } from '../../errors/catalogue.ts';
import { nearest } from '../../errors/near.ts';

const schemaHint = 'GET /openapi.json says what a request may hold';

/** Answers with a failure's status and what is told of it: never a stack or what the engine said. */
export function sendFailure(reply: FastifyReply, thrown: unknown): FastifyReply {
  const { statusCode, message } = thrown as { statusCode?: number; message: string };
  if (!(thrown instanceof AsofError) && statusCode !== undefined && statusCode < 500)
    return reply.code(statusCode).send(failureBody('bad_request', message, 'send a JSON object'));
  const { code, kind, title, hint } = toWire(thrown);
  if (thrown instanceof AsofError) addRetryHeaders(reply, thrown);
  return reply.code(statusOf(code, kind)).send(failureBody(code, title, hint));
}

/** When to ask again, or what to show to be let in. */
export function addRetryHeaders(reply: FastifyReply, { code, params }: AsofError): void {
  if (code === 'server_busy') reply.header('retry-after', '1');
  if (code === 'rate_limited') reply.header('retry-after', `${params.seconds}`);
  if (code === 'key_refused') reply.header('www-authenticate', 'Bearer');
}

export function failureBody(code: string, title: string, hint: string) {
  return { error: { code, title, hint } };
}

const statuses: Partial<Record<ErrorCode, number>> = {
  unknown_name: 404,
  key_refused: 401,
  key_forbidden: 403,
  rate_limited: 429,
};

export function statusOf(code: ErrorCode, kind: ErrorKind): number {
  const own = statuses[code];
  if (own !== undefined) return own;
  if (kind === 'input' || kind === 'data') return 400;
  return kind === 'bug' ? 500 : 503;
}

/** What a body is that its schema refuses: `bad_option`, with the near name for a field that there is not. */
export function schemaFailure([error]: readonly FastifySchemaValidationError[], known: readonly string[]): AsofError {
  const { instancePath, message = 'is wrong', params } = error!;
  const where = instancePath.slice(1).replaceAll('/', '.') || 'the body';
  const other = params.additionalProperty;
  if (typeof other !== 'string')
    return new AsofError('bad_option', { message: `${where} ${message}`, expected: schemaHint });
  const near = nearest(other, known);
  const expected = near ? `did you mean "${near}"?` : `there is: ${known.join(', ')}`;
  return new AsofError('bad_option', { message: `a request has no field "${other}"`, expected });
}
