/**
 * `kanta edit`: runs a script on the state, shows what it would change, asks, and
 * commits that as one record.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { changesOf } from "../../../history/changes/changes.ts";
import { bring } from "../../../history/revert/bring.ts";
import { Copier } from "../../../values/copy.ts";
import { TypeRegistry } from "../../../values/kinds.ts";
import { loadApplication, loadModule } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { CommandError, EXIT, UsageError } from "../../failure.ts";
import { fileAmong, isFile } from "../../input/input.ts";
import { Mask } from "../../../history/shown/mask.ts";
import { demandYes } from "../../question.ts";
import { openLive, settle } from "./open_live.ts";
import { showPlan } from "./plan.ts";

/** Changes the state in place. */
type Script = (data: Record<string, unknown>) => unknown;

/** Runs a script and commits what it changed. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, notes, settings } = invocation;
  const application = await loadApplication(args);
  const { script, file } = await scriptOf(invocation);
  const user = args.text("user");
  const action = args.text("action") ?? "edit";
  const call = `db.transaction(${JSON.stringify(action)}, (data) => ...)`;
  await using db = await openLive(invocation, application, file, call);
  const types = new TypeRegistry(application.types);
  const before = db.data;
  // Run once, on a copy: what is committed is what the plan shows, also where the
  // script asks for the time or for chance.
  const copy = new Copier(types).copyOf(before) as Record<string, unknown>; // a root is an object
  await demandSync(script(copy));
  const change = (draft: object) => bring(draft, before, copy, types);
  const changes = changesOf(before, db.preview(change), types);
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  await showPlan(invocation, application, mask, changes);
  if (changes.length === 0) {
    notes.say("The script changes nothing.");
    return EXIT.done;
  }
  if (args.has("dry-run")) {
    notes.say("Nothing was written.");
    return EXIT.done;
  }
  demandYes(invocation, `Commit this to ${file}?`);
  db.transaction(action, user === undefined ? {} : { user }, change);
  await settle(db);
  notes.line(new StyledLine().add(`committed as r${db.rev} ${action}`));
  return EXIT.done;
}

async function demandSync(result: unknown): Promise<void> {
  if (!(result instanceof Promise)) return;
  await result.catch(() => {});
  throw new CommandError(
    "The script is asynchronous; what changes the state has to be synchronous",
  );
}

async function scriptOf(
  { args }: Invocation,
): Promise<{ readonly script: Script; readonly file: string }> {
  const code = args.text("eval");
  const { file, others: [first] } = fileAmong(args.operands);
  if (code !== undefined) {
    if (first !== undefined) {
      throw new UsageError("A script and -e exclude each other");
    }
    return { file, script: compiled(code) };
  }
  if (first === undefined) {
    throw new UsageError("kanta edit wants a script: FILE.ts, or -e CODE");
  }
  // Both are files: the script is the one with such a name.
  const swapped = /\.[cm]?[jt]s$/.test(file) && isFile(first);
  const [path, data] = swapped ? [file, first] : [first, file];
  const { default: script } = await loadModule(path);
  if (typeof script === "function") {
    // The type of the data is the script's to say.
    return { file: data, script: script as Script };
  }
  throw new CommandError(
    `The default export of ${path} is no function`,
    EXIT.failed,
    ["export default (data) => { data.visits = 0; };"],
  );
}

function compiled(code: string): Script {
  try {
    // The caller's own code, from the command line.
    return new Function("data", code) as Script;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`-e can't be read: ${reason}`);
  }
}
