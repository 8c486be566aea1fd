/**
 * The one function that is taken from `hash-wasm`, in a module of its own: a
 * bundler that loads this when it is needed leaves the other hashes out.
 *
 * @module
 */
export { createBLAKE3 } from "hash-wasm";
