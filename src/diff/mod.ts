/**
 * Diffs between states, in the grammar of docs/format.md.
 *
 * Pure functions: they touch no file, clock or worker, and run in a browser and
 * in Node as they do in Deno.
 *
 * @example
 * ```ts
 * import { applyDiff, computeDiff, deepEqual } from "@kanta/core/diff";
 *
 * const before = { users: { alice: { age: 41 } }, tags: ["a", "b"] };
 * const after = { users: { alice: { age: 42 } }, tags: ["b"] };
 *
 * const diff = computeDiff(before, after);
 * console.log(deepEqual(applyDiff(before, diff), after)); // true
 * ```
 *
 * @module
 */
export { computeDiff } from "./diff.ts";
export { applyDiff } from "./apply.ts";
export { deepEqual } from "../values/equal.ts";
export { type TypeCodec, TypeRegistry } from "../values/kinds.ts";
export type { Diff } from "../record.ts";
