import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { WrittenView, Interval } from './materialize.ts';
import type { FeastType } from './value.ts';

type Part = readonly [field: number, value: string | Uint8Array | number | boolean];

/** Of feast.types.ValueType. */
const valueTypes: Record<FeastType, number> = { STRING: 2, INT64: 4, UNIX_TIMESTAMP: 8 };
const batchFile = 1;

export interface RegisteredView extends WrittenView {
  entity: string;
  source: { name: string; uri: string; timestampField: string; createdField: string };
  ttlSeconds: number;
  service: string;
}

/** The bytes of Feast's registry file with one view that was materialized, and a service of all of its features. */
export function feastRegistry(view: RegisteredView, runs: readonly Interval[]): Uint8Array {
  const { project, name, joinKey, entity, source, service } = view;
  const features = Object.entries(view.features).map(([feature, type]) => column(feature, type));
  const batchSource = message([
    [1, batchFile],
    [3, source.timestampField],
    [5, source.createdField],
    [11, message([[2, source.uri]])],
    [20, source.name],
  ]);
  const spec = message([
    [1, name],
    [2, project],
    [3, entity],
    ...features.map((one) => [4, one] as const),
    [6, message([[1, view.ttlSeconds]])],
    [7, batchSource],
    [8, true],
    [12, column(joinKey, 'STRING')],
  ]);
  const meta = message([
    [2, moment(runs.at(-1)![1])],
    ...runs.map(([start, end]): Part => [3, message(both(moment(start), moment(end)))]),
  ]);
  const projection = message([[1, name], ...features.map((one) => [2, one] as const)]);
  const object = (...parts: Part[]) => message([[1, message(parts)]]);
  return message([
    [1, object([1, entity], [2, valueTypes.STRING], [4, joinKey], [9, project])],
    [6, message(both(spec, meta))],
    [7, object([1, service], [2, project], [3, projection])],
    [17, object([1, project])],
  ]);
}

function column(name: string, type: FeastType): Uint8Array {
  return message([
    [1, name],
    [2, valueTypes[type]],
  ]);
}

/** A google.protobuf.Timestamp of whole seconds. */
function moment(seconds: number): Uint8Array {
  return message([[1, seconds]]);
}

/** A message whose first two fields are messages. */
function both(first: Uint8Array, second: Uint8Array): Part[] {
  return [
    [1, first],
    [2, second],
  ];
}

function message(parts: readonly Part[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of parts) {
    if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
    else if (typeof value === 'number') writer.tag(number, WireType.Varint).int64(value);
    else if (typeof value === 'boolean') writer.tag(number, WireType.Varint).bool(value);
    else writer.tag(number, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}
