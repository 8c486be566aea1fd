/**
 * The command lines whose text is kept, and how it is made: run this file with
 * `-A` to write it anew, and look at what changed.
 *
 * @module
 */
import { runCommand } from "../support/command_run.ts";

const folder = new URL("../golden/cli/", import.meta.url);

/** A log with secrets, wide and hostile text, lists, snapshots and deletions. */
export const LOG: string = new URL("people.kantadb", folder).pathname;

/** The command lines, by the name of the file that has their text. */
export const LINES: Readonly<Record<string, readonly string[]>> = {
  log: [LOG],
  log_quiet: [LOG, "-q"],
  log_reverse: ["log", LOG, "--reverse", "-n", "4"],
  log_grep: [LOG, "-g", "bob"],
  log_context: [LOG, "-r", "r5", "--context", "1"],
  log_unmasked: [LOG, "--unmask", "-r", "r2"],
  log_json: [LOG, "--json"],
  show: ["show", LOG],
  show_flat: ["show", "users.bob", LOG, "--flat"],
  show_depth: ["show", LOG, "--depth", "1", "--at", "r3"],
  diff: ["diff", "r2", "r8", LOG],
  diff_stat: ["diff", "start", "end", LOG, "--stat"],
  blame: ["blame", LOG],
  blame_count: ["blame", "users.bob", LOG, "-n", "3"],
  bisect: ["bisect", LOG, "--where", "users.alice", "--good", "r4"],
  stats: ["stats", LOG],
  verify: ["verify", LOG],
  redact: ["redact", "**.name", "**.*word", LOG, "--dry-run"],
  rotate: ["rotate", LOG, "--records", "3", "--dry-run"],
  rotate_none: ["rotate", LOG, "--larger", "1GB", "--dry-run"],
  help: ["-h"],
  help_log: ["help", "log"],
  help_export: ["export", "--help"],
  help_redact: ["redact", "--help"],
  help_rotate: ["rotate", "--help"],
  help_ranges: ["help", "ranges"],
};

/** The widths of terminals; undefined is a pipe. */
export const WIDTHS = [undefined, 40, 80, 200] as const;

/** The texts that were made, by their command lines and terminals. */
const texts = new Map<string, Promise<string>>();

/**
 * The text of a command line at a width, with its errors and exit code. Several
 * tests look at the same one, which is made once.
 */
export function textOf(
  args: readonly string[],
  width: number | undefined,
  color: boolean,
): Promise<string> {
  return texts.getOrInsertComputed(
    JSON.stringify([args, width, color]),
    () => makeText(args, width, color),
  );
}

async function makeText(
  args: readonly string[],
  width: number | undefined,
  color: boolean,
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(args, {
    now: Temporal.Instant.from("2026-06-20T12:00:00Z"),
    display: { width, color, errorColor: color },
  });
  const told = stderr === "" ? "" : `--- stderr\n${stderr}`;
  return `${stdout}${told}--- exit ${code}\n`.replaceAll(LOG, "people.kantadb");
}

/** All that is kept of a command line: each width, then in colour. */
export async function allOf(args: readonly string[]): Promise<string> {
  let text = "";
  for (const width of WIDTHS) {
    text += `=== ${width ?? "pipe"}\n${await textOf(args, width, false)}`;
  }
  return `${text}=== colour\n${await textOf(args, 80, true)}`;
}

/** The file that keeps the text of a command line. */
export function fileOf(name: string): URL {
  return new URL(`text/${name}.txt`, folder);
}

if (import.meta.main) {
  for (const [name, args] of Object.entries(LINES)) {
    Deno.writeTextFileSync(fileOf(name), await allOf(args));
  }
}
