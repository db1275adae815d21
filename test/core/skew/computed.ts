/** Views that compute: windows of events, of which one was known late, and features on demand. What is right was worked out by hand. */
export const computedFiles = {
  'asof.yaml': `project: shop
entities: [{name: customer, join_keys: [customer_id]}, {name: shop, join_keys: [shop_id]}]
sources:
  - {name: purchases, path: purchases.csv, timestamp_field: ts, available_at: known}
  - {name: stats, path: stats.csv, timestamp_field: ts, available_at: known}
  - {name: shops, path: shops.csv, timestamp_field: ts}
feature_views:
  - name: windows
    entities: [customer]
    source: purchases
    aggregations:
      - {name: spend_30d, function: sum, column: amount, window: 30d, filter: "status = 'completed'"}
      - {name: purchases_7d, function: count, window: 7d}
  - {name: stats, entities: [customer], source: stats, ttl: 30d, features: [{name: spend}]}
  - {name: shops, entities: [shop], source: shops, features: [{name: rate}]}
  - name: recency
    on_demand: true
    inputs: ["stats:spend"]
    request: [{name: amount, dtype: Float64}]
    features:
      - {name: log_spend, dtype: Float64, expression: ln(spend)}
      - {name: ratio, dtype: Float64, expression: amount / spend}
      - {name: twice, dtype: Float64, expression: amount * 2}
  - name: worth
    on_demand: true
    inputs: {ls: "recency:log_spend", r: "shops:rate"}
    features: [{name: score, dtype: Float64, expression: "coalesce(ls, 0) * r"}]
labels:
  - {name: log, path: log.csv, entities: [customer], timestamp_field: at}
  - {name: requests, path: requests.csv, entities: [customer, shop], timestamp_field: at}
`,
  'purchases.csv': `customer_id,ts,known,amount,status
1,2024-03-01 10:00:00,2024-03-01 10:00:00,10.5,completed
1,2024-03-05 10:00:00,2024-03-09 10:00:00,20,completed
1,2024-03-06 10:00:00,2024-03-06 10:00:00,7,cancelled
2,2024-03-02 10:00:00,2024-03-02 10:00:00,3,completed
`,
  'stats.csv': `customer_id,ts,known,spend
c1,2024-01-01,2024-01-02,10
c1,2024-01-10,2024-01-11,20
c2,2024-01-01,2024-01-01,-5
`,
  'shops.csv': 'shop_id,ts,rate\ns1,2024-01-01,2\ns1,2024-02-01,3\n',
};

export const windowsAsked = [{ view: 'windows', feature: '*' }];
export const onDemandAsked = [
  { view: 'stats', feature: 'spend' },
  { view: 'recency', feature: 'ratio' },
  { view: 'recency', feature: 'twice' },
  { view: 'worth', feature: 'score' },
];

/** A log of windows: served rightly, by a join that knew too much, off by one, and of customers without a purchase. */
export const windowsLog = `customer_id,at,spend_30d,windows__purchases_7d,windows__event_timestamp
1,2024-03-07 10:00:00,10.5,2,2024-03-01
1,2024-03-07 10:00:00,30.5,3,2024-03-10
1,2024-03-10 10:00:00,30.5,3,2024-03-01
2,2024-03-01 10:00:00,,0,
2,2024-03-01 10:00:00,,,
3,2024-03-12 10:00:00,5,0,2024-03-01
2,2024-03-12 10:00:00,,,2024-03-01
2,2024-03-12 10:00:00,3.0000000001,0,2024-03-01
`;

/** Served rightly; of a spend that was not known yet; with another amount than the log has; of nothing known. */
export const requestsLog = `customer_id,shop_id,at,amount,spend,ratio,twice,worth__score
c1,s1,2024-01-05,5,10,0.5,10,${2 * Math.log(10)}
c1,s1,2024-01-10,6,20,0.3,12,${2 * Math.log(20)}
c2,s1,2024-01-20,7,-5,-1.6,16,0
c3,s1,2024-01-20,7,,,,0
c1,s2,2024-03-20,7,,,,
`;
