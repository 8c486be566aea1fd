/**
 * A log that is rotated under strace, and copies of it with all names of its files.
 *
 * @module
 */
import { RotationNames } from "../../src/store/file/rotation/mark.ts";
import { TempFolder } from "../support/temp.ts";
import { Child } from "./child.ts";
import type { RotatorOptions } from "./children/rotator.ts";
import type { FormatName } from "./history.ts";
import { command } from "./mount.ts";
import { strace } from "./strace.ts";

/** What strace looks at: all that has to do with files. */
const CALLS = ["%file", "%desc"];
/** Commits before the rotation: a short log is rotated by the writer alone. */
const COMMITS = { short: 40, long: 2800 } as const;
/** A log that is to be rotated, or was about to. */
export interface Setting {
  /** What it is, for a failure. */
  readonly title: string;
  readonly seed: number;
  readonly format: FormatName;
  /** The log and its archives, to be copied for each run. */
  readonly folder: TempFolder;
  /** How many commits were promised, and how many were made. */
  readonly promised: number;
  readonly attempted: number;
  /** Whether a rotation was cut short: then the opening is killed that ends it. */
  readonly opening: boolean;
}

/** The files that were there before a rotation, or the one that it makes. */
export type Files = "old" | "new";

/** The files that were there before a rotation, and its mark; or the new one. */
function pathsOf(folder: TempFolder, files: Files): string[] {
  const { mark, draft } = new RotationNames(folder.file());
  if (files === "new") return [draft];
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  return [folder.path, mark, ...names.map((name) => folder.file(name))];
}

/** Runs a program on the copy of a log, under strace; how it ended. */
export async function runOn(
  { format, opening, seed }: Setting,
  folder: TempFolder,
  files: Files,
  inject?: string,
) {
  const options: RotatorOptions = {
    path: folder.file(),
    story: seed,
    seed,
    format,
    sync: "always",
    minBytes: 1e9,
    durable: true,
    commits: 0,
    rotations: opening ? -1 : 1,
  };
  using traces = new TempFolder();
  const trace = traces.file("trace");
  const child = new Child({
    program: "./children/rotator.ts",
    args: [JSON.stringify(options)],
    under: strace(
      pathsOf(folder, files),
      trace,
      CALLS,
      inject,
      inject === undefined,
    ),
  });
  const ending = await child.ended;
  return { ...ending, text: Deno.readTextFileSync(trace) };
}

/** A copy of a log with all names that its files have. */
export async function copyOf(folder: TempFolder): Promise<TempFolder> {
  const copy = new TempFolder();
  await command("cp", "-a", `${folder.path}/.`, copy.path);
  return copy;
}

/** A log before its rotation. */
export async function grown(
  seed: number,
  format: FormatName,
  length: keyof typeof COMMITS,
): Promise<Setting> {
  const folder = new TempFolder();
  const commits = COMMITS[length];
  const options: RotatorOptions = {
    path: folder.file(),
    story: seed,
    seed,
    format,
    sync: "never",
    minBytes: 10_000,
    durable: false,
    commits,
    rotations: -1,
  };
  const child = new Child({
    program: "./children/rotator.ts",
    args: [JSON.stringify(options)],
  });
  await child.ended;
  return {
    title: `seed ${seed}, ${length}, ${format}`,
    seed,
    format,
    folder,
    promised: commits,
    attempted: commits,
    opening: false,
  };
}
