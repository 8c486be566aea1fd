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
  return hasOwnBuffer(bytes) ? bytes : bytes.slice();
}

/**
 * Frees bytes that nobody looks at again, if they are alone in their buffer or
 * nearly so. It may be long until an isolate has a reason to collect them, and
 * they may be a hundred megabytes.
 */
export function freeBuffer(bytes: Uint8Array): void {
  if (hasOwnBuffer(bytes)) bytes.buffer.transfer(0);
}

function hasOwnBuffer(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer &&
    bytes.length * 2 > buffer.byteLength;
}
