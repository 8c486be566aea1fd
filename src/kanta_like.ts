/**
 * A database as a type, for what takes one and need not know the class.
 *
 * @module
 */
import type { Kanta } from "./kanta.ts";

/**
 * The interface of {@linkcode Kanta}. A function that takes it, or a part such as
 * `Pick<KantaLike<Data>, "data">`, instead of the class can be given a stand-in.
 */
export type KantaLike<T extends object> = Pick<
  Kanta<T>,
  | Exclude<keyof Kanta<T> & string, "hears">
  | typeof Symbol.asyncDispose
>;
