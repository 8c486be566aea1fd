/**
 * States in a form that this language and Python write alike, to compare them.
 *
 * Text, true, false and null are themselves; everything else is a list whose
 * first item says what it is. A number that is whole is one whether Python has
 * it as an integer or as a float; the order of keys is left out, as Python's
 * own diffs lose it.
 *
 * @module
 */

/** A state in plain form, as JSON. */
export function plainForm(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      return numberForm(value);
    case "bigint":
      return ["i", String(value)];
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return value;
  if (Array.isArray(value)) return ["l", ...value.map(plainForm)];
  if (value instanceof Uint8Array) return ["b", value.toBase64()];
  if (value instanceof Temporal.Instant) {
    return ["t", String(value.epochNanoseconds / 1000n)];
  }
  if (value instanceof Map) return mapForm([...value]);
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return mapForm(Object.entries(value));
  }
  throw new TypeError(`Python has nothing for ${Deno.inspect(value)}`);
}

function numberForm(value: number): unknown {
  const isWhole = Number.isInteger(value) && Math.abs(value) <= 2 ** 53 &&
    !Object.is(value, -0);
  if (isWhole) return ["i", String(value)];
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return ["f", new Uint8Array(bits.buffer).toHex()];
}

function mapForm(entries: readonly (readonly [unknown, unknown])[]): unknown {
  const pairs = entries.map(([key, item]) =>
    [plainForm(key), plainForm(item)] as const
  );
  const text = ([key]: readonly [unknown, unknown]) => asciiJson(key);
  return ["m", ...pairs.sort((a, b) => text(a) < text(b) ? -1 : 1)];
}

/** JSON as Python writes it, so that both sort alike. */
function asciiJson(key: unknown): string {
  const text = Array.isArray(key)
    ? `[${key.map((item) => JSON.stringify(item)).join(", ")}]`
    : JSON.stringify(key);
  return text.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
