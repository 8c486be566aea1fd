/**
 * The object behind a proxy: the draft's object, the guarded view's object.
 *
 * Drafts and views answer to a symbol that nobody else can name. A WeakMap
 * would do the same at ten times the cost for each draft made.
 *
 * @module
 */

/** The key under which a proxy of ours gives away its object. */
export const RAW: unique symbol = Symbol("behind");

function rawOf<T extends object>(value: T): T | undefined {
  return (value as { [RAW]?: T })[RAW]; // a stand-in's answer, else nothing
}

/** Whether a value is a draft or a guarded view. */
export function isStandIn(value: object): boolean {
  return rawOf(value) !== undefined;
}

/** The object behind a draft or view; anything else is itself. */
export function unwrap<T>(value: T): T {
  return typeof value === "object" && value !== null
    ? rawOf(value) ?? value
    : value;
}
