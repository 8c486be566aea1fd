/**
 * What the writer's worker loads only when it needs it.
 *
 * These modules are named by their addresses, and not in an `import` of a
 * literal: those Deno reads with the worker's own, whether they will be run or
 * not. So a worker reads the 28 modules alone that a new log takes, instead of
 * 101, and opens it 8 ms sooner (measured). `connection.ts` names the others for
 * `deno compile` and its like.
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
