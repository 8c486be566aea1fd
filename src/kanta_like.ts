/**
 * A database as a type, for what takes one and need not know the class.
 *
 * @module
 */
import type { Kanta } from "./kanta.ts";

/**
 * What a {@linkcode Kanta} does. A function that takes this instead of the class
 * can be given a stand-in; one that takes some of it asks for no more:
 *
 * @example
 * ```ts
 * import type { KantaLike } from "@kanta/core";
 *
 * type Visits = { visits: number };
 *
 * function report(db: Pick<KantaLike<Visits>, "data">): string {
 *   return `${db.data.visits} visits`;
 * }
 * console.log(report({ data: { visits: 3 } })); // 3 visits
 * ```
 */
export type KantaLike<T extends object> = Pick<
  Kanta<T>,
  | Exclude<keyof Kanta<T> & string, "hears">
  | typeof Symbol.asyncDispose
>;
