import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from './oracle.ts';

export const lessonsFolder = join(import.meta.dirname, '../../sample-data');

/** The lesson's README as running text: one space where the file breaks a line. */
export function readme(id: string): string {
  return readFileSync(join(lessonsFolder, id, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ');
}

export function lessonFile(id: string, path: string): string {
  return join(lessonsFolder, id, path);
}

export const logins: Question = {
  labels: lessonFile('three-rows', 'data/labels.csv'),
  key: 'customer_id',
  target: 'churned',
  source: lessonFile('three-rows', 'data/logins.csv'),
  ttlHours: null,
  created: null,
  available: null,
  features: ['login_count'],
};

export const customerStats: Question = {
  labels: lessonFile('churn', 'data/labels.csv'),
  key: 'customer_id',
  target: 'churned',
  source: lessonFile('churn', 'data/customer_stats/*.parquet'),
  ttlHours: 30 * 24,
  created: 'created',
  available: 'created',
  features: ['total_spend_30d', 'last_login_days', 'tenure_days', 'tier'],
};

export const support: Question = {
  ...customerStats,
  source: lessonFile('churn', 'data/support.csv'),
  ttlHours: 90 * 24,
  available: null,
  features: ['tickets_90d', 'satisfaction'],
};

export const sales: Question = {
  labels: lessonFile('same-number-twice', 'data/labels.csv'),
  key: 'shop_id',
  target: 'sold_out',
  source: lessonFile('same-number-twice', 'data/sales.csv'),
  ttlHours: null,
  created: null,
  available: null,
  features: ['sold', 'sold_share'],
};

export const originDelays: Question = {
  labels: lessonFile('flights', 'data/labels.parquet'),
  key: 'origin',
  target: 'late',
  source: lessonFile('flights', 'data/delays.parquet'),
  ttlHours: 1,
  created: 'created',
  available: 'created',
  features: ['mean_delay_3h', 'landed_3h'],
};
