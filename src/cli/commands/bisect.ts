/**
 * `kanta bisect`: the first record after which a rule holds no more.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import {
  bisect,
  type BisectStep,
  type Predicate,
} from "../../history/bisect.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { Pattern } from "../../values/pattern/pattern.ts";
import {
  type Application,
  loadApplication,
  loadModule,
} from "../application.ts";
import type { Invocation } from "../command.ts";
import { CommandError, EXIT, UsageError } from "../failure.ts";
import { demandFile, logIn } from "../input/input.ts";
import { RecordFilter } from "../../history/search/record_filter.ts";
import { JsonLines } from "../../history/shown/json_lines.ts";
import { lineText } from "../output/line_text.ts";
import { Mask } from "../../history/shown/mask.ts";
import { RecordView } from "../output/record_view.ts";
import { ShownChain } from "../output/shown_chain.ts";
import { jsonLine } from "../output/safe_json.ts";

/** Finds the record. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, notes, settings, now, json } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "bisect");
  const application = await loadApplication(args);
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  const chain = new ShownChain(
    application.formatters,
    mask,
    display.marks.mask,
  );
  const rule = await ruleOf(invocation, application, chain);
  const good = args.text("good");
  const bad = args.text("bad");
  const { change } = await bisect(await logIn(file, application), rule, {
    now,
    zone: display.zone,
    types: application.types,
    ...(good !== undefined && { good }),
    ...(bad !== undefined && { bad }),
    onStep: (step) => tellStep(invocation, step),
  });
  if (json) {
    const lines = new JsonLines(application.types, mask);
    await out.line(jsonLine(lines.recorded(change)));
    return EXIT.done;
  }
  const view = new RecordView(display, chain, args.has("quiet"));
  const lines = view.lines({ label: `r${change.rev}`, ...change });
  for (const line of lines) await out.line(lineText(line, display));
  notes.say(`r${change.rev} is the first record after which it holds no more`);
  return EXIT.done;
}

function tellStep(
  { notes, json, out, args }: Invocation,
  { rev, holds, left }: BisectStep,
): void {
  if (json) {
    out.write(
      `${jsonLine({ type: "step", rev, ok: holds, left })}\n`,
    );
  } else if (!args.has("quiet")) {
    const steps = Math.ceil(Math.log2(Math.max(1, left)));
    notes.line(
      new StyledLine().add(`r${rev} `).add(
        holds ? "ok" : "broken",
        holds ? "add" : "delete",
      ).add(`, ${left.toLocaleString("en")} left (${steps} steps)`, "sep"),
    );
  }
}

async function ruleOf(
  { args, display }: Invocation,
  application: Application,
  chain: ShownChain,
): Promise<Predicate<unknown>> {
  const test = args.text("test");
  const searched = args.has("where") || args.has("not");
  if (searched === (test !== undefined)) {
    throw new UsageError(
      "kanta bisect wants a rule: --where, --not or --test",
      [
        "--where users.alice: the state has it",
        "--not 'stock.*<0': the state has no such value",
        "--test rule.ts: its default export, (state) => boolean",
      ],
    );
  }
  if (test !== undefined) {
    const { default: found } = await loadModule(test);
    if (typeof found === "function") {
      return async (state, rev) => Boolean(await found(state, rev));
    }
    throw new CommandError(
      `The default export of ${test} is no function`,
      EXIT.failed,
      ["export default (state) => state.stock >= 0;"],
    );
  }
  const fold = !args.has("case");
  const pattern = (text: string) =>
    new Pattern(text, { fold, zone: display.zone });
  const where = args.text("where");
  const filter = new RecordFilter(
    {
      greps: where === undefined ? [] : [pattern(where)],
      nots: args.texts("not").map(pattern),
      user: undefined,
      action: undefined,
      paths: [],
    },
    new TypeRegistry(application.types),
    chain,
  );
  return (state) => filter.places(state) !== undefined;
}
