/** What one message may cost whoever reads it. */
export interface Bounds {
  bytes: number;
  /** Values of any kind, however they are nested: each becomes an object, or a place in one. */
  values: number;
}

/** Deeper than anything that is asked or answered. */
const mostNested = 32;

/**
 * Whether a message is one whole MessagePack value within its bounds, seen before anything is made of it:
 * an array's header of five bytes may announce four billion places, and a reader would make room for them.
 * No extension passes, nor a key that is not text: nobody here writes any.
 */
export function isWithin(message: Uint8Array, { bytes, values }: Bounds): boolean {
  if (message.length > bytes) return false;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  /** What is still to come in each container that is open. In a map every other value is a key. */
  const open = [{ left: 1, isMap: false }];
  let [at, seen] = [0, 0];
  for (let inside = open.at(-1); inside; inside = open.at(-1)) {
    if (inside.left === 0) {
      open.pop();
      continue;
    }
    const head = at < message.length ? headOf(message[at]!) : null;
    if (!head || ++seen > values || at + 1 + head.size > message.length) return false;
    if (inside.isMap && inside.left % 2 === 0 && head.kind !== 'text') return false;
    inside.left--;
    const length = head.size === 0 ? head.length : lengthAt(view, at + 1, head.size);
    at += 1 + head.size;
    if (head.kind === 'text' || head.kind === 'flat') at += length;
    else {
      const places = head.kind === 'map' ? length * 2 : length;
      // Each of them takes a byte at least.
      if (places > message.length - at || open.length > mostNested) return false;
      open.push({ left: places, isMap: head.kind === 'map' });
    }
  }
  return at === message.length;
}

/** A value's first byte: how many bytes or places follow, or in how many bytes that is said. */
interface Head {
  kind: 'text' | 'flat' | 'array' | 'map';
  length: number;
  /** 0: `length` is what follows. */
  size: 0 | 1 | 2 | 4;
}

const flat = (length: number): Head => ({ kind: 'flat', length, size: 0 });
const sized = (kind: Head['kind'], size: Head['size']): Head => ({ kind, length: 0, size });

/** From 0xc0 on. Null is what MessagePack has not, and extensions. */
const heads: (Head | null)[] = [
  ...[flat(0), null, flat(0), flat(0)],
  ...[sized('flat', 1), sized('flat', 2), sized('flat', 4)],
  ...[null, null, null],
  ...[flat(4), flat(8)],
  ...[flat(1), flat(2), flat(4), flat(8)],
  ...[flat(1), flat(2), flat(4), flat(8)],
  ...[null, null, null, null, null],
  ...[sized('text', 1), sized('text', 2), sized('text', 4)],
  ...[sized('array', 2), sized('array', 4), sized('map', 2), sized('map', 4)],
];

function headOf(byte: number): Head | null {
  if (byte < 0x80 || byte >= 0xe0) return flat(0);
  if (byte < 0x90) return { kind: 'map', length: byte & 0x0f, size: 0 };
  if (byte < 0xa0) return { kind: 'array', length: byte & 0x0f, size: 0 };
  if (byte < 0xc0) return { kind: 'text', length: byte & 0x1f, size: 0 };
  return heads[byte - 0xc0]!;
}

function lengthAt(view: DataView, at: number, size: 1 | 2 | 4): number {
  if (size === 1) return view.getUint8(at);
  return size === 2 ? view.getUint16(at) : view.getUint32(at);
}
