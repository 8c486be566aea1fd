/**
 * The one function that is taken from `hash-wasm`, in a module of its own: a
 * bundler that loads this when it is needed leaves the other hashes out.
 *
 * @module
 */
// The package names CommonJS as its module. Deno has to look through that for what
// it exports, in each isolate, which takes longer than the rest of loading it.
// @ts-types="hash-wasm"
export { createBLAKE3 } from "hash-wasm/dist/index.esm.js";
