/**
 * What the writer's worker loads only when it needs it.
 *
 * These modules are named by their addresses, and not in an `import` of a
 * literal: those Deno reads with the worker's own, whether they will be run or
 * not. So a worker starts with the modules alone that a new log takes, 31
 * instead of 101, and is there 10 ms sooner with 7 MB less (measured).
 * `connection.ts` names them for `deno compile` and its like.
 *
 * @module
 */

/** Loads a module of ours, once. */
async function load<M>(path: string): Promise<M> {
  return await import(new URL(path, import.meta.url).href);
}

/** What opens a log that is there. */
export function loadFoundLog(): Promise<typeof import("./found_log.ts")> {
  return load("./found_log.ts");
}

/** What gets the serializer of a format. */
export function loadFormats(): Promise<typeof import("../log/formats.ts")> {
  return load("../log/formats.ts");
}
