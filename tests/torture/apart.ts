/**
 * Running suites in isolates of their own, some at a time.
 *
 * @module
 */
import type { Run, Suite } from "./suite.ts";
import { Tally, type TallyText } from "./tally.ts";

/** One more than there are cores: some of them wait for others. */
const AT_ONCE = 1 + Math.min(3, navigator.hardwareConcurrency);

let running = 0;
const waiting: (() => void)[] = [];

/** Runs a suite in a worker, when it is its turn; `began` tells of that. */
export async function runApart(
  suite: Suite,
  run: Run,
  began: () => void = () => {},
): Promise<Tally> {
  if (running >= AT_ONCE) {
    await new Promise<void>((go) => waiting.push(go));
  }
  running++;
  began();
  try {
    return await inWorker(suite.name, run);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

function inWorker(name: string, run: Run): Promise<Tally> {
  const worker = new Worker(new URL("./suite_worker.ts", import.meta.url), {
    type: "module",
    name,
  });
  return new Promise((done, failed) => {
    worker.onmessage = ({ data }: MessageEvent<TallyText>) => {
      worker.terminate();
      done(Tally.from(data));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      failed(new Error(`${name}: ${event.message}`));
    };
    worker.postMessage([name, run]);
  });
}
