/**
 * Running suites in isolates of their own, some at a time.
 *
 * @module
 */
import type { Run, Suite } from "./suite.ts";
import { Tally, type TallyText } from "./tally.ts";

/** One more than there are cores: some of them wait for others. */
const AT_ONCE = 1 + Math.min(3, navigator.hardwareConcurrency);

/** A suite that waits for its turn. */
interface Job {
  readonly suite: Suite;
  readonly run: Run;
  readonly began: () => void;
  readonly done: (tally: Tally) => void;
  readonly failed: (error: Error) => void;
}

let running = 0;
const waiting: Job[] = [];

/** Runs a suite in a worker, when it is its turn; `began` tells of that. */
export function runApart(
  suite: Suite,
  run: Run,
  began: () => void = () => {},
): Promise<Tally> {
  return new Promise((done, failed) => {
    waiting.push({ suite, run, began, done, failed });
    // All that are asked for now are known to the first worker already.
    queueMicrotask(hire);
  });
}

/** Starts another worker, if there is work for it. */
function hire(): void {
  if (running >= AT_ONCE || waiting.length === 0) return;
  running++;
  void work().finally(() => {
    running--;
    hire();
  });
}

/** One worker, until there is nothing left to do or it fails. */
async function work(): Promise<void> {
  const worker = new Worker(new URL("./suite_worker.ts", import.meta.url), {
    type: "module",
  });
  try {
    for (let job; (job = waiting.shift()) !== undefined;) {
      const { suite, run, began, done, failed } = job;
      began();
      try {
        done(await inWorker(worker, suite.name, run));
      } catch (error) {
        return failed(error instanceof Error ? error : new Error(`${error}`));
      }
    }
  } finally {
    worker.terminate();
  }
}

function inWorker(worker: Worker, name: string, run: Run): Promise<Tally> {
  return new Promise((done, failed) => {
    worker.onmessage = ({ data }: MessageEvent<TallyText>) =>
      done(Tally.from(data));
    worker.onerror = (event) => {
      event.preventDefault();
      failed(new Error(`${name}: ${event.message}`));
    };
    worker.postMessage([name, run]);
  });
}
