/**
 * A writer of real files in which a net is cut.
 *
 * @module
 */
import type { SharedWriter } from "@kanta/core";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { localWriter } from "../support/local_writer.ts";
import { type Sabotage, sabotagedDisk } from "./sabotage.ts";

/** A shared writer that runs here, on the disk that is there. */
export function sabotagedWriter(sabotage: Sabotage): SharedWriter {
  return localWriter({ disk: sabotagedDisk(new DenoFileSystem(), sabotage) });
}
