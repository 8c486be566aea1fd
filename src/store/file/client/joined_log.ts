/**
 * A log that a writer opened for this isolate, on its way to a channel.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";
import type { Reply } from "../protocol/protocol.ts";
import type { Opened } from "../../hosted_log.ts";
import type { SharedProgress } from "../protocol/shared_memory.ts";
import type { WriterClient } from "./shared_writer.ts";

/** A log that a writer has open for this isolate. */
export interface JoinedLog {
  /** The number of the database. */
  readonly db: number;
  /** The client of the writer. */
  readonly client: WriterClient;
  /** The writer's progress. */
  readonly progress: SharedProgress;
  /** The writer's report of the log. */
  readonly opened: Opened;
  /**
   * The replies that came before that: that the disk is full, or the writer
   * failed.
   */
  readonly replies: readonly Reply[];
}

/** Is told the file that the log is in now, and at the end nothing. */
export type TellFile = (file?: Identity) => void;
