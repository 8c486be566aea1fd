/**
 * The head bytes of MessagePack: what follows one.
 *
 * @module
 */

/** Whether the head byte begins a string. */
export function isString(head: number): boolean {
  return (head & 0xe0) === 0xa0 || (head >= 0xd9 && head <= 0xdb);
}

/** Whether the head byte begins a list. */
export function isList(head: number): boolean {
  return (head & 0xf0) === 0x90 || head === 0xdc || head === 0xdd;
}

/** Whether the head byte begins a map. */
export function isMap(head: number): boolean {
  return (head & 0xf0) === 0x80 || head === 0xde || head === 0xdf;
}

/** Whether the head byte begins an extension. */
export function isExtension(head: number): boolean {
  return (head >= 0xd4 && head <= 0xd8) || (head >= 0xc7 && head <= 0xc9);
}
