/** A record is seldom longer; what follows is left out. */
const most = 4096;

/** Bytes as redis-cli prints them on a terminal: quoted, with `\x00` for what is no printable ASCII. */
export function printBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, most)) text += printed[byte]!;
  return `"${text}"${bytes.length > most ? '..' : ''}`;
}

const named: Record<number, string> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };
const printed = Array.from({ length: 256 }, (_, byte) => {
  const plain = byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  return named[byte] ?? plain;
});
