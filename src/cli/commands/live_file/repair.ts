/**
 * `kanta repair`: cuts a torn end off, or accepts lines that were edited by hand;
 * what was there is kept beside the file.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { openHistory } from "../../../history/open_history.ts";
import { reseal } from "../../../maintenance/log_tools.ts";
import { loadApplication } from "../../application.ts";
import type { Invocation } from "../../command.ts";
import { EXIT } from "../../failure.ts";
import { demandFile } from "../../input/input.ts";
import { interruptible } from "../../interruption.ts";
import { lineText } from "../../output/line_text.ts";
import { demandYes, demandYesOfItsOwn } from "../../question.ts";
import { openLive } from "./open_live.ts";
import { jsonLine } from "../../output/safe_json.ts";

/** Mends a file. */
export async function run(invocation: Invocation): Promise<number> {
  const { args } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "repair");
  return args.has("reseal")
    ? await resealed(invocation, file)
    : await cut(invocation, file);
}

async function cut(invocation: Invocation, file: string): Promise<number> {
  const { args, out, notes, json } = invocation;
  const application = await loadApplication(args);
  const torn = await tornEnd(file);
  if (torn === undefined) {
    await out.line(
      json
        ? jsonLine({ type: "report", cut: 0 })
        : "The end is whole: there is nothing to repair.",
    );
    return EXIT.done;
  }
  await out.line(
    json
      ? jsonLine({ type: "plan", ...torn })
      : `cut ${torn.bytes} bytes from byte ${torn.offset} on (${torn.reason}); ` +
        "they are saved beside the file first",
  );
  out.flush();
  if (args.has("dry-run")) {
    notes.say("Nothing was written.");
    return EXIT.done;
  }
  demandYes(invocation, `Repair ${file}?`);
  // Opening for writing does it, under the lock.
  const db = await openLive(invocation, application, file);
  await db.close();
  const left = await tornEnd(file);
  await out.line(
    json
      ? jsonLine({ type: "report", cut: torn.bytes })
      : left === undefined
      ? "repaired"
      : "The end is torn again: another program writes to it.",
  );
  return EXIT.done;
}

async function tornEnd(file: string) {
  using reader = await openHistory(file, { archives: false });
  const { torn } = reader.log;
  return torn && {
    offset: torn.from,
    bytes: torn.bytes,
    reason: torn.reason,
  };
}

async function resealed(
  invocation: Invocation,
  file: string,
): Promise<number> {
  const { args, out, notes, display, json } = invocation;
  const plan = await reseal(file, { dryRun: true });
  for (const line of plan.lines) {
    await out.line(
      json
        ? jsonLine({ type: "plan", ...line })
        : planText(line, line.effect.split("\n"), display),
    );
  }
  for (const found of plan.contradictions) {
    await out.line(
      json
        ? jsonLine({ type: "contradiction", ...found })
        : planText({ ...found, text: "" }, [], display),
    );
  }
  out.flush();
  const { lineCount, contradictionCount } = plan;
  if (lineCount + contradictionCount === 0) {
    notes.say("No line was edited: there is nothing to accept.");
    return EXIT.done;
  }
  notes.say(`Take care: ${plan.caution}.`);
  if (args.has("dry-run")) {
    notes.say("Nothing was written.");
    return EXIT.done;
  }
  demandYes(invocation, `Accept ${lineCount} edited lines?`);
  const contradicts = contradictionCount > 0;
  if (contradicts) {
    demandYesOfItsOwn(
      invocation,
      `Make ${contradictionCount} snapshots agree that contradict them?`,
    );
  }
  const progress = invocation.progress("repair");
  const { kept } = await interruptible((signal) =>
    reseal(file, {
      signal,
      acceptContradictions: contradicts,
      onProgress: ({ read, size }) => progress.tell(read, size),
    })
  );
  progress.clear();
  await out.line(
    json
      ? jsonLine({ type: "report", kept })
      : `accepted; the file as it was is ${kept}`,
  );
  return EXIT.done;
}

/** A line of the plan: its number and why it is there, its text, what it does. */
function planText(
  { line, reason, text }: {
    readonly line: number;
    readonly reason: string;
    readonly text: string;
  },
  effects: readonly string[],
  display: Parameters<typeof lineText>[1],
): string {
  const head = new StyledLine().add(`line ${line}`, "1").add(": ", "sep")
    .add(reason);
  const below = text === ""
    ? []
    : [text, ...effects.map((done) => `=> ${done}`)];
  return [head, ...below.map((one) => new StyledLine().add(`  ${one}`))]
    .map((one) => lineText(one, display)).join("\n");
}
