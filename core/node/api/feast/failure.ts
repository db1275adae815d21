import type { FastifyError, FastifyReply } from 'fastify';
import { AsofError, toWire } from '../../../errors/asof-error.ts';
import type { ErrorParams } from '../../../errors/catalogue.ts';
import { addRetryHeaders, statusOf } from '../failure.ts';

/** A failure under the status that Feast's server gives for it: its client raises `feastClass` again. */
export class FeastFailure extends Error {
  readonly status: number;
  readonly feastClass: string | null;

  constructor(status: number, message: string, feastClass: string | null = null) {
    super(message);
    this.status = status;
    this.feastClass = feastClass;
  }
}

const notFound: Record<string, { said: string; feastClass: string }> = {
  'feature view': { said: 'Feature view', feastClass: 'FeatureViewNotFoundException' },
  'feature service': { said: 'Feature service', feastClass: 'FeatureServiceNotFoundException' },
};

/** Answers a failure in Feast's form: a JSON text, which for what is not there holds JSON again. */
export function sendFeastFailure(reply: FastifyReply, thrown: unknown, body: unknown, project: string): FastifyReply {
  const { validation, statusCode = 500, message } = thrown as FastifyError;
  if (validation) return reply.code(422).send({ detail: validation.map((one) => detailOf(one, body)) });
  if (thrown instanceof FeastFailure) return sendText(reply, thrown);
  if (thrown instanceof AsofError) {
    addRetryHeaders(reply, thrown);
    return sendText(reply, ofAsof(thrown, project));
  }
  if (statusCode === 400)
    return reply.code(422).send({ detail: [{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error' }] });
  const said = statusCode < 500 ? message : toWire(thrown).title;
  return sendText(reply, new FeastFailure(statusCode, said));
}

function ofAsof(error: AsofError, project: string): FeastFailure {
  const { what, name } = error.params as ErrorParams & { what?: string; name?: string };
  const known = error.code === 'unknown_name' && what !== undefined ? notFound[what] : undefined;
  if (known)
    return new FeastFailure(404, `${known.said} ${name} does not exist in project ${project}`, known.feastClass);
  const status = statusOf(error.code, error.kind);
  // Feast's server has one status for all that is wrong with a question.
  return new FeastFailure(status === 400 || status === 404 ? 500 : status, `${error.title} (${error.hint})`);
}

function sendText(reply: FastifyReply, { status, message, feastClass }: FeastFailure): FastifyReply {
  const text = feastClass === null ? message : feastJson(feastClass, message);
  return reply.code(status).type('application/json').send(JSON.stringify(text));
}

/** As Python prints it. */
function feastJson(feastClass: string, message: string): string {
  const entries = Object.entries({ module: 'feast.errors', class: feastClass, message });
  return `{${entries.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(', ')}}`;
}

function detailOf(
  { instancePath, keyword, params, message }: NonNullable<FastifyError['validation']>[number],
  input: unknown,
) {
  const place = ['body', ...instancePath.split('/').slice(1)];
  if (keyword !== 'required') return { type: 'value_error', loc: place, msg: message };
  return { type: 'missing', loc: [...place, params.missingProperty], msg: 'Field required', input };
}
