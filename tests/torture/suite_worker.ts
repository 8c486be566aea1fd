/**
 * Runs suites in an isolate of its own, so that several keep several cores busy.
 * One after the other, since the first one has warmed the code for all others.
 *
 * @module
 */
import type { Run } from "./suite.ts";
import { suiteOf } from "./suites.ts";
import type { TallyText } from "./tally.ts";
import { Tally } from "./tally.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<[string, Run]>) => void) | null;
  postMessage(tally: TallyText): void;
};

const { stackTraceLimit } = Error;

self.onmessage = async ({ data: [name, run] }) => {
  let tally: Tally;
  try {
    const suite = suiteOf(name);
    Error.stackTraceLimit = suite.untraced ? 0 : stackTraceLimit;
    tally = await suite.run(run);
  } catch (error) {
    tally = new Tally("failed");
    const how = error instanceof Error ? error.stack : error;
    tally.fault("failed", `seed ${run.seed}: ${how}`);
  }
  self.postMessage(tally.toJSON());
};
