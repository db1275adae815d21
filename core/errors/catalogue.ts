/**
 * Every failure that a user can meet. Codes are permanent. A title says what is wrong in the user's
 * words, a hint says what to do. Kinds: `input` and `data` end a command with status 2, `environment`
 * with 3, `cancelled` is no failure, `bug` is ours.
 */
export type ErrorKind = 'input' | 'data' | 'environment' | 'cancelled' | 'bug';
export type ErrorParams = Record<string, string | number>;

interface Entry {
  kind: ErrorKind;
  title: (params: ErrorParams) => string;
  hint: (params: ErrorParams) => string;
}

export const catalogue = {
  // definitions
  definitions_invalid: { kind: 'input', title: (p) => `${p.message}`, hint: (p) => `${p.expected ?? ''}` },
  unknown_name: {
    kind: 'input',
    title: (p) => `there is no ${p.what} called "${p.name}"`,
    hint: (p) => near(p, p.known ? `there is: ${p.known}` : 'there is none'),
  },
  bad_duration: {
    kind: 'input',
    title: (p) => `"${p.text}" is not a duration`,
    hint: () => 'write a whole number and s, m, h, d or w, for example 30d; 0 or nothing means no limit',
  },
  bad_timestamp: {
    kind: 'input',
    title: (p) => `"${p.text}" is not a timestamp`,
    hint: () => 'write it like 2024-03-01 or 2024-03-01T09:00:00Z',
  },
  folder_untrusted: {
    kind: 'input',
    title: (p) => `${p.name} is not trusted yet, so nothing of it is read or run`,
    hint: () => 'look at what it would do, and trust its folder if you know where it is from',
  },
  bad_option: { kind: 'input', title: (p) => `${p.message}`, hint: (p) => `${p.expected ?? ''}` },
  // files
  file_missing: {
    kind: 'input',
    title: (p) => `no such file: ${p.path}`,
    hint: (p) => near(p, 'check the path; it is relative to asof.yaml, or to the current folder on the command line'),
  },
  file_empty: { kind: 'input', title: (p) => `${p.path} is empty`, hint: () => 'it needs at least a header' },
  file_unreadable: {
    kind: 'input',
    title: (p) => `${p.path} cannot be read as ${p.format}: ${p.reason}`,
    hint: (p) => `${p.hint ?? 'is the file complete, and is its ending right?'}`,
  },
  file_kind_unknown: {
    kind: 'input',
    title: (p) => `${p.path} has an ending that says nothing of its format`,
    hint: () => 'name it .parquet, .csv, .tsv, .jsonl, .arrow or .feather, or declare its format in asof.yaml',
  },
  source_unsupported: { kind: 'input', title: (p) => `${p.path} is ${p.what}`, hint: (p) => `${p.hint}` },
  file_changed: {
    kind: 'environment',
    title: (p) => `${p.path} changed while it was read`,
    hint: () => 'run again when nothing writes to it',
  },
  columns_duplicated: {
    kind: 'data',
    title: (p) => `${p.path} has more than one column called "${p.column}"`,
    hint: (p) => `${p.hint ?? 'rename one of them'}`,
  },
  column_missing: {
    kind: 'input',
    title: (p) => `${p.table} has no column "${p.column}"`,
    hint: (p) => `${p.hint ?? near(p, `its columns are: ${p.known}`)}`,
  },
  // tables
  role_unknown: { kind: 'input', title: (p) => `cannot tell the ${p.role} of ${p.table}`, hint: (p) => `${p.hint}` },
  timestamp_unparsable: {
    kind: 'data',
    title: (p) => `"${p.value}" in row ${p.row} of ${p.table}.${p.column} is not a timestamp`,
    hint: (p) => `${p.hint ?? 'write timestamps like 2024-03-01 09:00:00 or 2024-03-01T09:00:00+01:00'}`,
  },
  sum_too_large: {
    kind: 'data',
    title: (p) => `the sum of ${p.whose} is ${p.sum}, which ${p.type} does not hold`,
    hint: () => 'take the mean, or the sum of a column with smaller values',
  },
  value_unreadable: {
    kind: 'data',
    title: (p) => `"${p.value}" in row ${p.row} of ${p.table}.${p.column} is no ${p.type}`,
    hint: (p) => `${p.hint}`,
  },
  timestamp_is_number: {
    kind: 'input',
    title: (p) => `${p.table}.${p.column} holds numbers (${p.type}), not timestamps`,
    hint: (p) =>
      `${p.hint ?? 'no unit and no usual format makes times of them; choose another timestamp column, or write .NET ticks as microseconds first'}`,
  },
  timestamp_wrong_type: {
    kind: 'input',
    title: (p) => `${p.table}.${p.column} is ${p.type}, not a timestamp`,
    hint: () => 'choose another timestamp column',
  },
  key_type_mismatch: {
    kind: 'data',
    title: (p) => `the join key ${p.key} is ${p.leftType} in ${p.left} and ${p.rightType} in ${p.right}`,
    hint: (p) => `${p.hint ?? 'compare both as text with --cast-keys, or make the types equal in the files'}`,
  },
  output_column_clash: {
    kind: 'input',
    title: (p) => `two output columns would be called "${p.column}": ${p.first} and ${p.second}`,
    hint: (p) => `${p.hint ?? 'rename the label column'}`,
  },
  no_features: {
    kind: 'input',
    title: () => 'no features are asked for',
    hint: () => 'name some with --features view:feature, or a --service',
  },
  target_not_comparable: {
    kind: 'input',
    title: (p) => `the target ${p.column} is ${p.type}`,
    hint: () => 'the AUC needs a target with two values',
  },
  // online
  online_unreachable: {
    kind: 'environment',
    title: (p) => `cannot reach ${p.address}: ${p.reason}`,
    hint: (p) => `${p.hint ?? 'is it running, and are host and port right?'}`,
  },
  online_lost: {
    kind: 'environment',
    title: (p) => `the connection to ${p.address} was lost: ${p.reason}`,
    hint: () => 'every record is either old or new; run again when it is back',
  },
  online_restarted: {
    kind: 'environment',
    title: (p) => `${p.address} restarted during the run, was emptied, written over or replaced: records may be lost`,
    hint: () => 'the run was not recorded as done; run it again',
  },
  online_login: {
    kind: 'environment',
    title: (p) => `${p.address} does not accept the user or the password`,
    hint: () => 'write them as redis://USER:PASSWORD@HOST, best as ${NAME} from the environment',
  },
  online_forbidden: {
    kind: 'environment',
    title: (p) => `the user may not do this on ${p.address}: ${p.reason}`,
    hint: () => 'let it read, write and run scripts on the keys asof:*',
  },
  online_tls: {
    kind: 'environment',
    title: (p) => `no secure connection to ${p.address}: ${p.reason}`,
    hint: (p) => `${p.hint}`,
  },
  online_not_redis: {
    kind: 'environment',
    title: (p) => `what answers at ${p.address} is not Redis`,
    hint: (p) => `${p.hint ?? 'look at host and port, and at redis:// against rediss:// (TLS)'}`,
  },
  online_too_old: {
    kind: 'environment',
    title: (p) => `${p.address} is Redis ${p.version}`,
    hint: () => 'Redis 6 or later is needed',
  },
  online_kind_differs: {
    kind: 'environment',
    title: (p) => `${p.address} ${p.what}`,
    hint: (p) => `${p.hint}`,
  },
  online_read_only: {
    kind: 'environment',
    title: (p) => `${p.address} is a replica that takes no writes`,
    hint: () => 'name its master, or all of its sentinels: redis+sentinel://HOST:26379/MASTER',
  },
  online_of_feast: {
    kind: 'input',
    title: (p) => `nothing was written: ${p.address} is an online store of Feast, which is read here and never written`,
    hint: () => 'write to it with Feast, or take a store of its own: online_store: {type: embedded}',
  },
  online_full: {
    kind: 'environment',
    title: (p) => `${p.address} is out of memory`,
    hint: () => 'every record is either old or new; raise maxmemory and run again',
  },
  online_failed: {
    kind: 'environment',
    title: (p) => `${p.address}: ${p.reason}`,
    hint: () => 'run again when that is mended',
  },
  online_key_taken: {
    kind: 'environment',
    title: (p) => `the key ${p.key} in ${p.store} holds something of another type`,
    hint: (p) => `${p.hint ?? 'delete it, or use another project name'}`,
  },
  online_record_foreign: {
    kind: 'environment',
    title: (p) => `the record ${p.key} in ${p.store} was not written by this version of Asof`,
    hint: () => 'delete it and materialize again, with a --start before its row; or use another project name',
  },
  online_damaged: {
    kind: 'environment',
    title: (p) => `the ${p.what} of ${p.view}, ${p.key} in ${p.store}, is gone or cannot be read`,
    hint: (p) =>
      `${p.hint ?? (p.what === 'layout' ? 'materialize the view again, which writes it; a Redis that drops keys when it is full loses more' : 'asof forget --view removes it with the records, then materialize again')}`,
  },
  online_key_too_long: {
    kind: 'data',
    title: (p) => `the join key ${p.key} is ${p.bytes} bytes long`,
    hint: (p) => `the online store takes ${p.longest}`,
  },
  online_value_too_long: {
    kind: 'data',
    title: (p) => `the features of ${p.entity} are ${p.bytes} bytes long`,
    hint: (p) => `the online store takes ${p.longest} an entity and view`,
  },
  online_unconfirmed: {
    kind: 'input',
    title: (p) =>
      `nothing was ${p.change === 'forget' ? 'removed' : 'written'}: the online store is called ${p.environment}${p.given ? `, not ${p.given}` : ''}`,
    hint: (p) => `type its name to ${p.change} there; on the command line --confirm ${p.environment}`,
  },
  keychain_unavailable: {
    kind: 'environment',
    title: (p) => `the keychain cannot be used: ${p.reason}`,
    hint: () => 'let the password be asked for each time, or write it as ${NAME} from the environment',
  },
  // serving
  server_busy: {
    kind: 'environment',
    title: (p) => `${p.most} requests are being answered already`,
    hint: () => 'ask again in a second; --most allows more at once',
  },
  key_refused: {
    kind: 'input',
    title: (p) => `${p.why}`,
    hint: () => 'send the header Authorization: Bearer KEY',
  },
  key_forbidden: {
    kind: 'input',
    title: (p) => `this key may not ${p.what}`,
    hint: () => 'the key file says what each key may do',
  },
  rate_limited: {
    kind: 'environment',
    title: (p) => `${p.what} ${p.rate} times a second`,
    hint: (p) => `ask again in ${p.seconds} s`,
  },
  // outside
  output_unwritable: {
    kind: 'environment',
    title: (p) => `cannot write ${p.path}: ${p.reason}`,
    hint: () => 'choose a folder that exists and that you may write to',
  },
  output_exists: {
    kind: 'input',
    title: (p) => `${p.path} is there already`,
    hint: () => 'choose another folder; nothing is overwritten',
  },
  disk_full: {
    kind: 'environment',
    title: (p) => `the disk is full while writing ${p.path}`,
    hint: () => 'free some space and run again; nothing was left behind',
  },
  browser_full: {
    kind: 'environment',
    title: () => 'this browser has no room left',
    hint: () => 'forget workspaces under Open, Recent, or make room on the disk; then try again',
  },
  out_of_memory: {
    kind: 'environment',
    title: () => 'the engine ran out of memory',
    hint: () => 'set ASOF_MEMORY_LIMIT higher, or ask for fewer features at once',
  },
  engine_failed: {
    kind: 'bug',
    title: (p) => `DuckDB: ${p.message}`,
    hint: () => 'run with --debug and report the statement',
  },
  engine_restarted: {
    kind: 'environment',
    title: (p) => `DuckDB failed and was opened anew: ${p.message}`,
    hint: () => 'what it held is gone; ask again',
  },
  // SQL of users
  sql_invalid: { kind: 'input', title: (p) => `${p.message}`, hint: (p) => `${p.expected ?? ''}` },
  sql_too_big: {
    kind: 'input',
    title: (p) => `stopped because it takes more than ${p.limit}`,
    hint: () => 'ask for fewer rows, or for less of each',
  },
  sql_ended: {
    kind: 'environment',
    title: () => 'the process that runs SQL ended',
    hint: () => 'run the cell again',
  },
  host_lost: {
    kind: 'environment',
    title: () => 'the host process stopped',
    hint: () => 'it is being restarted; run the cell again',
  },
  page_incomplete: {
    kind: 'environment',
    title: () => 'a part of this page could not be loaded',
    hint: () =>
      'the network is gone, or another version of the page has taken its place on the server: reload when it can be reached',
  },
  not_here: { kind: 'input', title: (p) => `${p.what} is not possible ${p.where}`, hint: (p) => `${p.hint ?? ''}` },
  stale_result: {
    kind: 'input',
    title: () => 'this result is no longer held by the host',
    hint: () => 'run the cell again',
  },
  cancelled: { kind: 'cancelled', title: () => 'cancelled', hint: () => '' },
  bug: { kind: 'bug', title: (p) => `${p.message}`, hint: () => 'this is a fault in Asof; --debug shows where' },
} satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof catalogue;

function near(params: ErrorParams, otherwise: string): string {
  return params.near ? `did you mean "${params.near}"? ${otherwise}` : otherwise;
}
