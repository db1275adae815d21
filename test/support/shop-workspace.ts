/** A workspace of one label and one feature row, for tests that write its notebooks themselves. */
export const shopWorkspace = {
  'asof.yaml': `entities: [{name: customer, join_keys: [id]}]
sources: [{name: stats, path: stats.csv, timestamp_field: at}]
feature_views: [{name: stats_v1, entities: [customer], source: stats}]
labels: [{name: churn, path: churn.csv, entities: [customer], timestamp_field: at}]
project: shop
`,
  'churn.csv': 'id,at\nc1,2024-05-20\n',
  'stats.csv': 'id,at,spend\nc1,2024-05-01,10.5\n',
};
