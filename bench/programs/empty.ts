/**
 * A program that keeps nothing: what Deno itself takes.
 *
 * @module
 */
