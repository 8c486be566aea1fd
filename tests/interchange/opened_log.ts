/**
 * What a log opens to here, in the terms of the Python package.
 *
 * @module
 */
import { Kanta, type SharedWriter } from "@kanta/core";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { localWriter } from "../support/local_writer.ts";
import { plainForm } from "./plain_form.ts";

/** What can be compared with a report of the package. */
export interface OpenedLog {
  readonly version: number;
  readonly revision: number;
  readonly mtime: string | null;
  readonly state: unknown;
}

/** In this isolate: a worker for each of a thousand logs would take minutes. */
const writer: SharedWriter = localWriter({ disk: new DenoFileSystem() });

/** Opens a log with no option that tells its format. */
export async function openLog(
  path: string,
  readonly: boolean,
): Promise<OpenedLog> {
  const data: { d?: unknown } = {};
  await using db = await Kanta.open(path, data, { writer, readonly });
  const { mtime, version, rev: revision } = db;
  return {
    version,
    revision,
    mtime: mtime && String(mtime.epochNanoseconds / 1000n),
    state: plainForm(data.d),
  };
}
