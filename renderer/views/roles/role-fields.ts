import type { FileRole } from '../../../core/rpc/host-api.ts';

interface RoleField {
  field: 'timestampField' | 'createdTimestampField' | 'availableAt' | 'target';
  /** What an inference about it is called. */
  what: string;
  label: string;
  /** Roles that have it. */
  of: readonly FileRole['role'][];
  optional: boolean;
}

/** What of a file is said by choosing one of its columns. */
export const roleFields: readonly RoleField[] = [
  {
    field: 'timestampField',
    what: 'timestamp_field',
    label: 'Event timestamp',
    of: ['labels', 'features'],
    optional: false,
  },
  { field: 'target', what: 'target', label: 'Target', of: ['labels'], optional: true },
  {
    field: 'createdTimestampField',
    what: 'created_timestamp_field',
    label: 'Created timestamp',
    of: ['features'],
    optional: true,
  },
  { field: 'availableAt', what: 'available_at', label: 'Available at', of: ['features'], optional: true },
];
