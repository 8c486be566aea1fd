/**
 * A job on a whole log, from the main isolate's side.
 *
 * It takes as long as the log is long, and the main isolate opens no database
 * file: so each job has a worker of its own, which ends with it.
 *
 * @module
 */
import { DatabaseError } from "../errors.ts";
import { isStreamPath } from "../file/file_path.ts";
import type { JobProgress } from "../history/reader/log_reader.ts";
import {
  ModuleWorker,
  workerProgram,
} from "../store/file/protocol/module_worker.ts";
import { fromWire } from "../store/file/protocol/wire_error.ts";
import { quoted } from "../values/quoted.ts";
import type {
  JobAnswer,
  JobRequest,
  PostedRequest,
  Reports,
} from "./request.ts";

/** How a job is watched and ended. */
export interface JobOptions {
  /** Ends the job; what it made is removed, and it throws the reason. */
  readonly signal?: AbortSignal | undefined;
  /** Is told now and then how far it is; what it throws ends the job. */
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** Runs a job in a worker; resolves to its report. */
export async function runJob<Kind extends JobRequest["kind"]>(
  order: JobRequest & { readonly kind: Kind },
  { signal, onProgress }: JobOptions = {},
): Promise<Reports[Kind]> {
  signal?.throwIfAborted();
  if (isStreamPath(order.path)) {
    throw new TypeError(
      `Cannot ${order.kind} ${
        quoted(order.path)
      }: a whole log is read as a file; ` +
        "make one of it first, by Kanta.copy()",
    );
  }
  const stop = new SharedArrayBuffer(4);
  const giveUp = () => void Atomics.store(new Int32Array(stop), 0, 1);
  signal?.addEventListener("abort", giveUp);
  try {
    // A worker answers what it was asked.
    return await answer({ order, stop }, onProgress, giveUp) as Reports[Kind];
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/** The last answer of a worker that was asked for this; then the worker ends. */
function answer(
  message: PostedRequest,
  onProgress: JobOptions["onProgress"],
  giveUp: () => void,
): Promise<Reports[keyof Reports]> {
  const { promise, resolve, reject } = Promise.withResolvers<
    Reports[keyof Reports]
  >();
  let thrown: { readonly error: unknown } | undefined;
  const told = (progress: JobProgress) => {
    try {
      if (thrown === undefined) onProgress?.(progress);
    } catch (error) {
      thrown = { error };
      giveUp(); // and wait: the worker tidies up
    }
  };
  const program = workerProgram(
    "./job_worker.ts",
    import.meta.url,
    () => import("../../deno-task-build/job.js"),
  );
  const name = `kanta ${message.order.kind}`;
  const worker = new ModuleWorker<PostedRequest, JobAnswer>(program, name, {
    message(data) {
      if (data.kind === "progress") told(data.progress);
      else if (thrown !== undefined) reject(thrown.error);
      else if (data.kind === "done") resolve(data.report);
      else reject(fromWire(data.error));
    },
    failed: (reason, cause) =>
      reject(
        new DatabaseError(`The job's worker failed: ${reason}`, { cause }),
      ),
  });
  worker.post(message);
  return promise.finally(() => worker.terminate());
}
