/**
 * Values and records of every kind, for the contract of serializers.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../record.ts";
import { Tagged } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";

/** A time with microseconds, which must be kept. */
export const TIME = "2026-06-10T02:55:00.000001Z";

/** Keys that are ordinary, whatever they look like. */
const KEYS: readonly string[] = [
  "",
  "0",
  "10",
  "a b",
  'qu"ote',
  "line\nbreak",
  "ünï 😀",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "length",
];

/** Values of JSON's own types. */
export const PLAIN_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  5e-324,
  2 ** 53 - 1,
  "",
  "ünï 😀 \u0000\u2028",
  "$$escaped by others",
  [],
  [1, [2, [3]]],
  {},
  { a: { b: [{ c: null }] } },
  keyed(),
];

/** Values of all other kinds. */
export const RICH_VALUES: readonly unknown[] = [
  -0,
  NaN,
  Infinity,
  -Infinity,
  2 ** 60,
  0n,
  -5n,
  2n ** 53n + 1n,
  -(2n ** 63n),
  2n ** 64n,
  2n ** 200n,
  new Date(0),
  new Date(-62_167_219_200_000),
  Temporal.Instant.from("2026-06-10T02:55:00.000000001Z"),
  new Uint8Array(0),
  new Uint8Array([0, 127, 255]),
  new URL("https://example.org/?q=%20#x"),
  new Map(),
  new Map([["a", { b: new Date(1) }]]),
  new Map<unknown, unknown>([[1, "a"], ["1", "b"], [2n, [new Date(2)]]]),
  new Set(),
  new Set<unknown>([1, "1", null, 3n]),
  new Tagged("point", [1, { y: 2n }]),
  [new Date(3), [new Map([["k", new Set([1])]])]],
];

/** Objects of a user's that look like what stands for another value. */
export const LOOKALIKES: readonly unknown[] = [
  { $date: "1970-01-01T00:00:00.000Z" },
  { $bigint: "5" },
  { $number: "NaN" },
  { $bytes: "AAEC" },
  { $map: [] },
  { $map: [["a", 1]] },
  { $set: [1] },
  { $object: [["a", 1]] },
  { $type: ["point", 1] },
  { $url: "https://example.org/" },
  { $instant: "2026-06-10T02:55:00Z" },
  { $date: "1970-01-01T00:00:00.000Z", b: 1 },
  { $delete: [1], $$x: "$$y", $: "$" },
];

/** A change that holds this. */
export function changeOf(value: unknown): ChangeRecord {
  return { ts: TIME, a: "set", diff: { value } };
}

/** A snapshot that holds this. */
export function snapshotOf(value: unknown): Snapshot {
  return { ts: TIME, v: 1, r: 5, k: 1, state: { value } };
}

/** The nth of several changes that are told apart. */
export function numbered(n: number): ChangeRecord {
  return { ts: TIME, a: `action ${n}`, v: n, u: "ünï", diff: { n } };
}

/** Records of a small log: four changes and two snapshots. */
export const RECORDS: readonly (
  | { readonly kind: "change"; readonly record: ChangeRecord }
  | { readonly kind: "snapshot"; readonly record: Snapshot }
)[] = [
  { kind: "change", record: numbered(1) },
  { kind: "change", record: numbered(2) },
  { kind: "snapshot", record: { ts: TIME, v: 2, r: 2, k: 1, state: { n: 2 } } },
  { kind: "change", record: numbered(3) },
  { kind: "snapshot", record: { ts: TIME, v: 3, r: 3, k: 1, state: { n: 3 } } },
  { kind: "change", record: numbered(4) },
];

function keyed(): Plain {
  const object: Plain = {};
  KEYS.forEach((key, i) => setOwn(object, key, i));
  return object;
}
