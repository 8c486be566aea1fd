/**
 * How far two logs are the same, byte by byte.
 *
 * @module
 */
import type { Source } from "./serializer.ts";

/** So many bytes are compared at once. */
const CHUNK = 1 << 20;

/** How many bytes two sources have in common; `watch` is told how far it is. */
export function commonPrefix(
  one: Source,
  other: Source,
  watch: (same: number) => void = () => {},
): number {
  const size = Math.min(one.size, other.size);
  const rooms = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)];
  for (let at = 0; at < size; at += CHUNK) {
    const length = Math.min(CHUNK, size - at);
    const bytes = one.read(at, length, rooms[0]);
    const others = other.read(at, length, rooms[1]);
    const same = commonLength(bytes, others);
    if (same < length) return at + same; // one of them may have been cut
    watch(at + same);
  }
  return size;
}

/** How many bytes are the same: by words, a gigabyte takes half a second. */
function commonLength(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  const [words, others] = [wordsOf(one), wordsOf(other)];
  const whole = length >> 2;
  let word = 0;
  while (word < whole && words[word] === others[word]) word++;
  let at = word << 2;
  while (at < length && one[at] === other[at]) at++;
  return at;
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0
    ? bytes
    : bytes.slice();
  return new Int32Array(buffer, byteOffset, bytes.length >> 2);
}
