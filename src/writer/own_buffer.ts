/**
 * Bytes that may change hands.
 *
 * @module
 */

/**
 * The same bytes, alone in their buffer or nearly so, for a message that takes
 * the buffer along. Bytes that are a small part of a large buffer are copied.
 */
export function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const nearly = bytes.length * 2 > buffer.byteLength;
  if (!(buffer instanceof ArrayBuffer) || !nearly) return bytes.slice();
  return new Uint8Array(buffer, bytes.byteOffset, bytes.length);
}
