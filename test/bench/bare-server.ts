import Fastify from 'fastify';
import { Redis } from 'ioredis';

interface Told {
  redisPort: number;
  views: readonly string[];
  /** What `asof api` answers; of every request the same. */
  answer: object;
}

/** The least that a server of these features does: it reads a body, asks for the records by MGET, and prints JSON as long as ours. */
process.once('message', (told: Told) => void serve(told));

async function serve({ redisPort, views, answer }: Told): Promise<void> {
  const client = new Redis({ port: redisPort, protocol: 2 });
  const server = Fastify();
  server.post('/features', async ({ body }, reply) => {
    const { entities } = body as { entities: { customer_id: string[] } };
    const keys = entities.customer_id.flatMap((id) => views.map((view) => `asof:{bench:customer_id=${id}}:${view}`));
    await client.mgetBuffer(keys);
    return reply.type('application/json').send(JSON.stringify(answer));
  });
  process.send!(await server.listen({ port: 0, host: '127.0.0.1' }));
}
