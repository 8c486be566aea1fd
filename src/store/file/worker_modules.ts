/**
 * The modules that workers run, named so that they are part of the module graph.
 *
 * A worker's module is loaded by its address, which `deno cache` and
 * `deno compile` do not follow.
 *
 * @module
 */

/** Never called: the imports alone make the modules known. */
export function workerModules(): Promise<unknown>[] {
  return [
    import("./worker/worker.ts"),
    import("./checkpoint/maker_worker.ts"),
    import("../../format/binary/serializer.ts"),
  ];
}
