/**
 * Runs a suite in an isolate of its own, so that several keep several cores
 * busy.
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
  close(): void;
};

self.onmessage = async ({ data: [name, run] }) => {
  let tally: Tally;
  try {
    tally = await suiteOf(name).run(run);
  } catch (error) {
    tally = new Tally("failed");
    const how = error instanceof Error ? error.stack : error;
    tally.fault("failed", `seed ${run.seed}: ${how}`);
  }
  self.postMessage(tally.toJSON());
  self.close();
};
