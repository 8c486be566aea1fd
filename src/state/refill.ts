/**
 * Filling the caller's root object with another state, so that it stays the
 * same object for ever.
 *
 * @module
 */
import { type Plain, setOwn } from "../values/own.ts";

/** Replaces all properties of `root` by those of `state`, in their order. */
export function refill(root: object, state: Plain): void {
  for (const key of Object.keys(root)) delete (root as Plain)[key];
  for (const key of Object.keys(state)) setOwn(root, key, state[key]);
}
