/**
 * A job on a whole log, from the main isolate's side.
 *
 * It takes as long as the log is long, and the main isolate opens no database
 * file: so each job has a worker of its own, which ends with it.
 *
 * @module
 */
import { DatabaseError } from "../errors.ts";
import type { JobProgress } from "../history/reader/log_reader.ts";
import { fromWire } from "../store/file/protocol/wire_error.ts";
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
  const stop = new SharedArrayBuffer(4);
  const giveUp = () => void Atomics.store(new Int32Array(stop), 0, 1);
  signal?.addEventListener("abort", giveUp);
  const worker = new Worker(new URL("./job_worker.ts", import.meta.url), {
    type: "module",
    name: `kanta ${order.kind}`,
  });
  try {
    const message: PostedRequest = { order, stop };
    worker.postMessage(message);
    // A worker answers what it was asked.
    return await answer(worker, onProgress, giveUp) as Reports[Kind];
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    worker.terminate();
    signal?.removeEventListener("abort", giveUp);
  }
}

/** The last answer of a worker. */
function answer(
  worker: Worker,
  onProgress: JobOptions["onProgress"],
  giveUp: () => void,
): Promise<Reports[keyof Reports]> {
  return new Promise((resolve, reject) => {
    let thrown: { readonly error: unknown } | undefined;
    const told = (progress: JobProgress) => {
      try {
        if (thrown === undefined) onProgress?.(progress);
      } catch (error) {
        thrown = { error };
        giveUp(); // and wait: the worker tidies up
      }
    };
    worker.onmessage = ({ data }: MessageEvent<JobAnswer>) => {
      if (data.kind === "progress") told(data.progress);
      else if (thrown !== undefined) reject(thrown.error);
      else if (data.kind === "done") resolve(data.report);
      else reject(fromWire(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault(); // else the error would end the whole program
      reject(new DatabaseError(`The job's worker failed: ${event.message}`));
    };
    worker.onmessageerror = () =>
      reject(new DatabaseError("The job's report can't be read"));
  });
}
