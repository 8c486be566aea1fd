/**
 * Examples of what `--json` writes, which stay for ever: who reads it may rely on
 * them. Run this file with `-A` to write those that are missing; none is written
 * anew.
 *
 * @module
 */
import { runCommand } from "../support/command_run.ts";
import { LOG } from "./golden_text.ts";

const kept = new URL("../golden/cli/json/", import.meta.url);

/** The command lines by the name of their example; `FOLDER` is a new one each. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  log: [LOG],
  log_masked: [LOG, "-r", "r2"],
  show: ["show", LOG],
  show_flat: ["show", "users.bob", LOG, "--flat"],
  diff: ["diff", "r2", "r8", LOG],
  diff_stat: ["diff", "start", "end", LOG, "--stat"],
  blame: ["blame", LOG],
  blame_count: ["blame", "users.bob", LOG, "-n", "3"],
  bisect: ["bisect", LOG, "--where", "users.alice", "--good", "r4"],
  stats: ["stats", LOG],
  verify: ["verify", LOG],
  verify_findings: ["verify", "FOLDER/damaged.kantadb"],
  rehearse: ["rehearse", LOG, "-m", "FOLDER/migrations.ts"],
  fork: ["fork", LOG, "FOLDER/fork.kantadb", "--at", "r5"],
  convert: ["convert", LOG, "FOLDER/binary.kantadb", "--format", "msgpack"],
  salvage: ["salvage", "FOLDER/damaged.kantadb", "FOLDER/saved.kantadb"],
  revert_plan: ["revert", LOG, "r2", "--dry-run"],
  restore_plan: ["restore", LOG, "--at", "r2", "--dry-run"],
  reapply_plan: ["reapply", "FOLDER/forked.kantadb", LOG, "--dry-run"],
  edit_plan: ["edit", "-e", "data.visits = 7", LOG, "--dry-run"],
  snapshot: ["snapshot", "FOLDER/copy.kantadb"],
  repair: ["repair", "FOLDER/torn.kantadb", "--yes"],
  reseal: ["repair", "FOLDER/edited.kantadb", "--reseal", "--dry-run"],
  error_missing: ["log", "FOLDER/none.kantadb"],
  error_usage: ["log", LOG, "--nonsense"],
  error_point: ["show", LOG, "--at", "r99"],
  error_damaged: ["log", "FOLDER/damaged.kantadb"],
  error_refused: ["revert", "FOLDER/copy.kantadb", "r2"],
};

/** What a command line writes: its lines, then those of its errors. */
export async function linesOf(args: readonly string[]): Promise<unknown[]> {
  const folder = Deno.makeTempDirSync();
  try {
    fill(folder);
    const named = args.map((arg) => arg.replace("FOLDER", folder));
    const { stdout, stderr } = await runCommand([...named, "--json"], {
      now: Temporal.Instant.from("2026-06-20T12:00:00Z"),
    });
    return `${stdout}${stderr}`.replaceAll(LOG, "people.kantadb")
      .replaceAll(Deno.realPathSync(folder), "FOLDER")
      .replaceAll(folder, "FOLDER")
      .trimEnd().split("\n").map((line) => JSON.parse(line));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** The files that some of the commands need. */
function fill(folder: string): void {
  const text = Deno.readTextFileSync(LOG);
  const lines = text.split("\n");
  const file = (name: string, content: string) =>
    Deno.writeTextFileSync(`${folder}/${name}`, content);
  file("copy.kantadb", text);
  file("torn.kantadb", `${text}{"ts":"2026-06-1`);
  file("damaged.kantadb", lines.with(3, `${lines[3]}\u0000`).join("\n"));
  file("edited.kantadb", text.replace('"visits":', '"visitz":'));
  const change = { ts: "2026-06-19T00:00:00Z", a: "visit", u: "eve" };
  const line = JSON.stringify({ ...change, diff: { visits: 9 } });
  file("forked.kantadb", `${text}${line}\n`);
  file("migrations.ts", "export const v1 = (data) => void (data.new = 1);\n");
}

/** The file that keeps an example. */
export function exampleAt(name: string): URL {
  return new URL(`${name}.jsonl`, kept);
}

if (import.meta.main) {
  Deno.mkdirSync(kept, { recursive: true });
  for (const [name, args] of Object.entries(EXAMPLES)) {
    const lines = (await linesOf(args)).map((line) => JSON.stringify(line));
    try {
      Deno.writeTextFileSync(exampleAt(name), `${lines.join("\n")}\n`, {
        createNew: true,
      });
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}
