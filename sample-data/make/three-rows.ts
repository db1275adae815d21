import { join } from 'node:path';
import { writeCsv } from './write.ts';

/** By hand: each row is there for a question of the lesson. */
export function makeThreeRows(folder: string): void {
  const write = (name: string, rows: Parameters<typeof writeCsv>[1]): void =>
    writeCsv(join(folder, 'data', `${name}.csv`), rows);
  const logins = [of(42, '2024-03-01', 2), of(42, '2024-03-04', 5), of(42, '2024-03-07', 9)];
  write('labels', [{ ...asked(42, '2024-03-03'), churned: 1 }]);
  write('logins', logins);
  write(
    'four_days',
    ['2024-02-28', '2024-03-03', '2024-03-05', '2024-03-08'].map((day) => asked(42, day)),
  );
  const seven = [7, 11, 19, 23, 31, 42, 58];
  write(
    'seven',
    seven.map((customer) => asked(customer, '2024-03-03')),
  );
  write('all_logins', [
    ...[of(7, '2024-03-01', 1), of(7, '2024-03-02', 3)],
    of(11, '2024-03-02', 6),
    of(19, '2024-03-05', 1),
    // The number does not change, and still the second row is from after the label.
    ...[of(23, '2024-03-02', 4), of(23, '2024-03-06', 4)],
    of(31, '2024-03-03', 7),
    ...logins,
  ]);
}

function of(customer_id: number, event_timestamp: string, login_count: number) {
  return { customer_id, event_timestamp, login_count };
}

function asked(customer_id: number, event_timestamp: string) {
  return { customer_id, event_timestamp };
}
