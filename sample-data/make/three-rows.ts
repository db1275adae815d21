import { join } from 'node:path';
import { writeCsv } from './write.ts';

export function makeThreeRows(folder: string): void {
  writeCsv(join(folder, 'data/labels.csv'), [{ customer_id: 42, event_timestamp: '2024-03-03', churned: 1 }]);
  writeCsv(join(folder, 'data/logins.csv'), [
    { customer_id: 42, event_timestamp: '2024-03-01', login_count: 2 },
    { customer_id: 42, event_timestamp: '2024-03-04', login_count: 5 },
    { customer_id: 42, event_timestamp: '2024-03-07', login_count: 9 },
  ]);
}
