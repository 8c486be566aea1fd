/**
 * All who wait for the writer's answers about one database.
 *
 * @module
 */
import type { SnapshotInfo } from "./protocol.ts";
import { Answers } from "./answers.ts";
import type { Control } from "./control.ts";
import { Progress } from "./progress.ts";

/** Who waits for what. */
export class Waiting {
  /** Those who wait until records are written or durable. */
  readonly progress: Progress;
  /** Those who asked for a snapshot. */
  readonly snapshots: Answers<SnapshotInfo> = new Answers();
  /** Those who asked for a line's number. */
  readonly counts: Answers<number> = new Answers();

  /** `ask` sends the question behind what is posted in this turn. */
  constructor(control: Control, ask: (durable: boolean) => void) {
    this.progress = new Progress(control, ask);
  }

  /** Whether anybody waits. */
  get any(): boolean {
    return this.progress.waiting || this.snapshots.size > 0 ||
      this.counts.size > 0;
  }

  /** There will be no more answers. */
  fail(cause: Error): void {
    this.progress.fail(cause);
    this.snapshots.rejectAll(cause);
    this.counts.rejectAll(cause);
  }
}
