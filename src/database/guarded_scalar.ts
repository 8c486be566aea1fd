/**
 * Read-only copies of the values that change from within by methods no proxy can
 * see: Date, Uint8Array, URL.
 *
 * A proxy of one is refused by the engine's own functions, so that what is handed
 * out is a real one, whose methods that write throw. The items of bytes and the
 * fields of own classes can be written all the same.
 *
 * @module
 */

/** The error of a write. */
export type Refuse = () => never;

const DATE_WRITES = namesOf(Date.prototype).filter(isSetter);
const BYTES_WRITES = [
  Uint8Array.prototype,
  Object.getPrototypeOf(Uint8Array.prototype) as object, // of all typed arrays
].flatMap(namesOf).filter((name) =>
  isSetter(name) || ["copyWithin", "fill", "reverse", "sort"].includes(name)
);
const PARAMS_WRITES = ["append", "delete", "set", "sort"];

/** Makes the methods of a copy that write to it throw. */
export function guardScalar(copy: object, refuse: Refuse): void {
  if (copy instanceof Date) guardMethods(copy, DATE_WRITES, refuse);
  else if (copy instanceof Uint8Array) {
    guardMethods(copy, BYTES_WRITES, refuse);
  } else if (copy instanceof URL) guardUrl(copy, refuse);
}

function guardMethods(
  copy: object,
  names: readonly string[],
  refuse: Refuse,
): void {
  for (const name of names) {
    Object.defineProperty(copy, name, { value: () => refuse() });
  }
}

/** The fields of a URL are accessors, and its parameters write to it. */
function guardUrl(copy: URL, refuse: Refuse): void {
  const params = new URLSearchParams(copy.searchParams);
  guardMethods(params, PARAMS_WRITES, refuse);
  for (const name of namesOf(URL.prototype)) {
    const field = Object.getOwnPropertyDescriptor(URL.prototype, name);
    if (field?.get === undefined) continue;
    const { get } = field;
    Object.defineProperty(copy, name, {
      get: name === "searchParams" ? () => params : () => get.call(copy),
      set: () => refuse(),
    });
  }
}

function namesOf(prototype: object): string[] {
  return Object.getOwnPropertyNames(prototype);
}

function isSetter(name: string): boolean {
  return name.startsWith("set");
}
