const magic = 0x184d2204;

/** Unpacks an LZ4 frame (lz4.github.io: frame format 1.6, block format) to the given length; checksums are not checked. */
export function unpackLz4(frame: Uint8Array, length: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== magic) throw new Error('it is not an LZ4 frame');
  const flags = frame[4]!;
  const blockChecksums = (flags & 0x10) !== 0;
  let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
  const output = new Uint8Array(length);
  let end = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const packed = size >>> 31 === 0;
    const block = frame.subarray(at, at + (size & 0x7fffffff));
    if (packed) end = unpackBlock(block, output, end);
    else {
      output.set(block, end);
      end += block.length;
    }
    at += block.length + (blockChecksums ? 4 : 0);
  }
  if (end !== length) throw new Error('an LZ4 frame has another length than it says');
  return output;
}

/** Appends a block to the output, into which its copies may reach back; gives the output's new end. */
function unpackBlock(block: Uint8Array, output: Uint8Array, end: number): number {
  let at = 0;
  const length = (nibble: number): number => {
    let sum = nibble;
    if (nibble === 15) {
      let more: number;
      do {
        more = block[at++]!;
        sum += more;
      } while (more === 255);
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = length(token >> 4);
    output.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at >= block.length) break;
    const offset = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const matched = length(token & 15) + 4;
    if (offset === 0 || offset > end || end + matched > output.length) throw new Error('an LZ4 block is damaged');
    // Byte by byte: a copy may overlap what it makes.
    for (let i = 0; i < matched; i++, end++) output[end] = output[end - offset]!;
  }
  return end;
}
