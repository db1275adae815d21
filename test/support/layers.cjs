/**
 * The arrows of ARCHITECTURE.md, said once for both linters. A folder may import from the rows above
 * its own and from itself; folders in one row see each other only where the row says so.
 */
const pureLayers = [
  { folders: ['errors', 'text', 'time', 'types', 'model'], siblings: true },
  { folders: ['html'] },
  { folders: ['question'] },
  { folders: ['catalog'] },
  { folders: ['sql'] },
  { folders: ['engine'] },
  { folders: ['results'] },
  { folders: ['online'] },
  { folders: ['feast'] },
  { folders: ['table', 'infer'], siblings: true },
  { folders: ['view'] },
  { folders: ['workspace', 'join'], siblings: true },
  {
    folders: [
      'leakage',
      'profile',
      'drift',
      'freshness',
      'duplicates',
      'cost',
      'check',
      'training-set',
      'materialize',
      'lookup',
      'serving',
      'skew',
      'plot',
      'diff',
    ],
    siblings: false,
  },
  { folders: ['audit', 'catalog-site'] },
  { folders: ['ask'] },
  { folders: ['notebook'] },
  { folders: ['rpc'] },
  { folders: ['workbench'] },
];

const pureFolders = pureLayers.flatMap((layer) => layer.folders);

/** The folders of pure core that `folder` must not import from. */
function forbiddenTo(folder) {
  const row = pureLayers.findIndex((layer) => layer.folders.includes(folder));
  const siblings = pureLayers[row].siblings ? [] : pureLayers[row].folders.filter((other) => other !== folder);
  return [...siblings, ...pureLayers.slice(row + 1).flatMap((layer) => layer.folders)];
}

/** What pure core must not import: it runs in a host, in a page and in a test alike. */
const platformPackages = [
  'electron',
  'svelte',
  'ws',
  'ioredis',
  'lmdb',
  '@napi-rs/*',
  '@duckdb/*',
  'parquet-wasm',
  'node:*',
];

module.exports = { pureFolders, forbiddenTo, platformPackages };
