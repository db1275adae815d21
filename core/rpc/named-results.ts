/** The results that a call is about, by their ids: its own, those of its rows, those that its SQL reads. */
export function resultsIn(input: unknown): string[] {
  const { result, rows, results } = asNaming(input);
  const named = [rows, ...(Array.isArray(results) ? (results as unknown[]) : [])].map((one) => asNaming(one).result);
  return [result, ...named].filter((id) => typeof id === 'string');
}

/** The same about other results. */
export function withResults(input: unknown, now: ReadonlyMap<string, string>): unknown {
  const put = (one: unknown): unknown => {
    const { result } = asNaming(one);
    return typeof result === 'string' ? { ...(one as object), result: now.get(result) ?? result } : one;
  };
  const { rows, results } = asNaming(input);
  return {
    ...(put(input) as object),
    ...(rows !== undefined && { rows: put(rows) }),
    ...(Array.isArray(results) && { results: results.map(put) }),
  };
}

interface Naming {
  result?: unknown;
  rows?: unknown;
  results?: unknown;
}

function asNaming(value: unknown): Naming {
  return typeof value === 'object' && value !== null ? value : {};
}
