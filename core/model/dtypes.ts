/** Feast's names of types, which a feature's `dtype` can be, and `Array(..)` or `Set(..)` of one. */
export const dtypes = [
  ...['Int32', 'Int64', 'Float32', 'Float64', 'String', 'Bool', 'Bytes', 'Timestamp', 'UnixTimestamp'],
  ...['Date', 'Decimal', 'Uuid', 'Json'],
];
