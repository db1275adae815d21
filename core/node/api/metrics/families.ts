/** What a measurement is of, by the names of its labels. */
type Labels = Readonly<Record<string, string | number>>;

/** Measurements of one name, in Prometheus' text format. */
export interface MetricFamily {
  text(): string;
}

/** A number that only grows, for each set of labels. */
export class CounterFamily implements MetricFamily {
  readonly #head: string;
  readonly #name: string;
  readonly #counts = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#head = head(name, help, 'counter');
  }

  add(labels: Labels, count = 1): void {
    const key = labelText(labels);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  text(): string {
    return this.#head + [...this.#counts].map(([labels, count]) => `${this.#name}{${labels}} ${count}\n`).join('');
  }
}

/** How often a measurement was at most so much, for each set of labels. */
export class HistogramFamily implements MetricFamily {
  readonly #head: string;
  readonly #name: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, { counts: number[]; sum: number }>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#bounds = bounds;
    this.#head = head(name, help, 'histogram');
  }

  observe(labels: Labels, ...values: number[]): void {
    if (values.length === 0) return;
    const key = labelText(labels);
    const series = this.#series.get(key) ?? { counts: [...this.#bounds, Infinity].map(() => 0), sum: 0 };
    this.#series.set(key, series);
    for (const value of values) {
      const place = this.#bounds.findIndex((bound) => value <= bound);
      series.counts[place < 0 ? this.#bounds.length : place]!++;
      series.sum += value;
    }
  }

  text(): string {
    return this.#head + [...this.#series].map(([labels, series]) => this.#seriesText(labels, series)).join('');
  }

  #seriesText(labels: string, { counts, sum }: { counts: number[]; sum: number }): string {
    let total = 0;
    const buckets = [...this.#bounds, '+Inf'].map((bound, i) => {
      total += counts[i]!;
      return `${this.#name}_bucket{${labels}${labels && ','}le="${bound}"} ${total}\n`;
    });
    return `${buckets.join('')}${this.#name}_sum{${labels}} ${sum}\n${this.#name}_count{${labels}} ${total}\n`;
  }
}

/** A number that is asked for when it is read. */
export function gauge(name: string, help: string, read: () => number): MetricFamily {
  return { text: () => `${head(name, help, 'gauge')}${name} ${read()}\n` };
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(',');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
