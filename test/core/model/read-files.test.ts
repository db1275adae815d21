import { describe, expect, it } from 'vitest';
import { toLine } from '../../../core/errors/asof-error.ts';
import { readDefinitions } from '../../../core/model/read.ts';
import { newDefinitions } from '../../../core/model/write.ts';

const text = String.raw`project: shop
entities:
  - {name: place, join_keys: [location_id]}
sources:
  - name: orders
    path: data/orders/
    timestamp_field: placed
    available_after: 6h
    timestamp_format: "%d.%m.%Y %H:%M"
    timezone: Europe/Berlin
    format: csv
    read: {delimiter: ";", decimal: ",", thousands: ".", quote: "'", escape: "\\", header: true, encoding: latin-1, skip_lines: 2, null_values: ["", NA]}
    columns: {price: "DECIMAL(10,2)"}
    unreadable: blank
    partitions: [year, month]
feature_views:
  - {name: location_v1, entities: [place], source: orders}
  - {name: rate_v1, entities: [], source: orders}
feature_services:
  - name: trips
    features:
      - rate_v1:usd
      - {view: location_v1, as: origin, on: {location_id: origin_id}, features: [temperature, rain]}
      - {view: location_v1, as: destination, on: {location_id: destination_id}}
labels:
  - {name: l, path: l.txt, timestamp_field: t, timestamp_format: ["%Y", "%d/%m/%Y"], format: csv}
`;

const read = (yaml: string) => readDefinitions(yaml, 'asof.yaml');
const lines = (yaml: string) => read(yaml).problems.map(toLine);

describe('what a source says about its files', () => {
  it('is read', () => {
    expect(lines(text)).toEqual([]);
    const { sources, labels } = read(text).definitions;
    expect(sources[0]).toMatchObject({
      availableAfter: 21_600_000_000n,
      timestampFormats: ['%d.%m.%Y %H:%M'],
      timezone: 'Europe/Berlin',
      format: 'csv',
      read: { delimiter: ';', decimal: ',', thousands: '.', escape: '\\', skipLines: 2, nullValues: ['', 'NA'] },
      columns: { price: 'DECIMAL(10,2)' },
      unreadable: 'blank',
      partitions: ['year', 'month'],
    });
    expect(labels[0]).toMatchObject({ timestampFormats: ['%Y', '%d/%m/%Y'], format: 'csv' });
  });

  it('is written as it was read', () => {
    const { definitions } = read(text);
    expect(read(newDefinitions(definitions)).definitions).toEqual(definitions);
  });

  it.each([
    ['read: {delimiter: ";;"}', 'delimiter of read of source "s" is ";;" (write one ASCII character)'],
    ['read: {delimiter: "é"}', 'delimiter of read of source "s" is "é" (write one ASCII character)'],
    ['read: {thousands: "."}', 'thousands of read of source "s" is "." (write another mark than the decimal one)'],
    [
      `read: {delimiter: "|", quote: "|"}`,
      'quote of read of source "s" is "|" (write another mark than the delimiter)',
    ],
    [`read: {delimiter: '"'}`, 'delimiter of read of source "s" is "\\"" (write another mark than the quote)'],
    ['read: {skip_lines: -1}', 'skip_lines of read of source "s" is the number -1 (write a whole number)'],
    ['read: {encoding: utf-9}', /encoding of read of source "s" is "utf-9"/],
    ['timezone: Berlin', 'timezone of source "s" is "Berlin" (write a name such as Europe/Berlin)'],
    ['timestamp_unit: s, timestamp_format: "%Y"', /has a timestamp_unit and a timestamp_format/],
    ['available_at: a, available_after: 1d', /has available_at and available_after/],
  ])('%s', (field, message) => {
    const [line] = lines(`sources:\n  - {name: s, path: s.csv, timestamp_field: t, ${field}}\n`);
    expect(line?.replace('asof.yaml:2: ', '')).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});

describe('a view joined on other columns', () => {
  it('keeps the name and the columns with each of its features', () => {
    expect(read(text).definitions.featureServices[0]?.features).toEqual([
      { view: 'rate_v1', feature: 'usd' },
      { view: 'location_v1', feature: 'temperature', as: 'origin', on: { location_id: 'origin_id' } },
      { view: 'location_v1', feature: 'rain', as: 'origin', on: { location_id: 'origin_id' } },
      { view: 'location_v1', feature: '*', as: 'destination', on: { location_id: 'destination_id' } },
    ]);
  });

  it('must name a view that is there', () => {
    expect(lines(text.replace('view: location_v1, as: origin', 'view: location_v2, as: origin'))[0]).toMatch(
      /there is no feature view called "location_v2" \(did you mean "location_v1"/,
    );
  });
});
