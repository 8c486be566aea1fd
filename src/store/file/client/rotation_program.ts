/**
 * The program by which the writer rotates a log: it is not a part of the writer's
 * own, which each opening starts.
 *
 * @module
 */
import { workerProgram } from "../protocol/module_worker.ts";

/** The text of the program; empty where the writer loads its sources. */
export async function rotationProgram(): Promise<string> {
  const program = await workerProgram(
    "../rotation/rotation_worker.ts",
    import.meta.url,
    () => import("../../../../deno-task-build/rotation.js"),
  );
  return program instanceof URL ? "" : program;
}
