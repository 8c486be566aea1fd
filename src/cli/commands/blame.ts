/**
 * `kanta blame`: who set each value, when, and what stood there before.
 *
 * @module
 */
import { pathLine } from "../../changelog/change_lines.ts";
import { StyledLine } from "../../changelog/text/styled_line.ts";
import { valueLine } from "../../changelog/value_text.ts";
import {
  type Blame,
  type BlamedValue,
  blameIn,
} from "../../history/blame/blame.ts";
import { loadApplication } from "../application.ts";
import type { Invocation } from "../command.ts";
import { CommandError, EXIT } from "../failure.ts";
import { fileAmong, openLog } from "../input/input.ts";
import { JsonLines } from "../../history/shown/json_lines.ts";
import { lineText } from "../output/line_text.ts";
import { Mask } from "../../history/shown/mask.ts";
import { cutMiddle } from "../output/change/middle_cut.ts";
import { ago, Moments } from "../output/moment.ts";
import { ShownChain } from "../output/shown_chain.ts";
import { tellRedactions } from "../output/redaction_text.ts";
import { tellNotes } from "./log.ts";
import { jsonLine } from "../output/safe_json.ts";

/** Shows who set each value. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, settings, now, world } = invocation;
  const { file, others: [place] } = fileAmong(args.operands);
  const application = await loadApplication(args);
  using reader = await openLog(file, application, world);
  const blamed = blameIn(reader, {
    ...(place !== undefined && { place }),
    at: args.text("at") ?? "end",
    count: args.has("all") ? Infinity : args.number("count", 1) ?? 1,
  }, { now, zone: display.zone });
  tellNotes(invocation, reader);
  tellRedactions(invocation, reader);
  if (blamed.length === 0 && place !== undefined) {
    throw new CommandError(`There is no ${place}`, EXIT.failed, [
      `kanta log ${file} --path ${JSON.stringify(place)}`,
    ]);
  }
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  if (invocation.json) {
    const json = new JsonLines(application.types, mask);
    for (const one of blamed) {
      await out.line(jsonLine(resultOf(one, json)));
    }
    return EXIT.done;
  }
  const chain = new ShownChain(
    application.formatters,
    mask,
    display.marks.mask,
  );
  const view = new BlameView(invocation, chain, blamed);
  for (const one of blamed) {
    for (const line of view.lines(one)) await out.line(lineText(line, display));
  }
  return EXIT.done;
}

function resultOf(
  { path, at, before, ...value }: Blame,
  json: JsonLines,
): Record<string, unknown> {
  const masked: string[] = [];
  const told = ({ value: shown, ...rest }: BlamedValue) => ({
    ...rest,
    value: json.shown(path, shown, masked),
  });
  const keys = path.map((key) => json.value(key));
  return {
    type: "blame",
    at,
    path: keys,
    ...told(value),
    before: before.map(told),
    masked: [...new Set(masked)],
  };
}

/** Columns of values at most, where there is room. */
const VALUE = 30;

/** Lays values out below each other. */
class BlameView {
  readonly #invocation: Invocation;
  readonly #chain: ShownChain;
  readonly #moments: Moments;
  readonly #place: number;
  readonly #rev: number;

  constructor(
    invocation: Invocation,
    chain: ShownChain,
    blamed: readonly Blame[],
  ) {
    const { width } = invocation.display;
    this.#invocation = invocation;
    this.#chain = chain;
    this.#moments = new Moments(invocation.display.zone);
    const widest = blamed.reduce(
      (most, { path }) => Math.max(most, pathLine(path, chain, "").width),
      0,
    );
    const most = width === undefined ? Infinity : Math.floor(width * 0.4);
    this.#place = Math.min(widest, most);
    this.#rev = blamed.reduce(
      (most, { rev }) => Math.max(most, `r${rev}`.length),
      0,
    );
  }

  lines(blame: Blame): StyledLine[] {
    const { path, before } = blame;
    const { ellipsis } = this.#invocation.display.marks;
    const limit = Infinity;
    const place = cutMiddle(
      pathLine(path, this.#chain, "pathFinal", { limit }),
      this.#place,
      ellipsis,
    );
    return [blame, ...before].map((value, i) =>
      this.#line(i === 0 ? place : new StyledLine(), path, value)
    );
  }

  #line(
    place: StyledLine,
    path: readonly unknown[],
    { value, rev, ts, action, user, inherited }: BlamedValue,
  ): StyledLine {
    const { display: { width }, now } = this.#invocation;
    const room = width === undefined
      ? VALUE
      : Math.max(8, Math.min(VALUE, width - this.#place - this.#rev - 26));
    const shown = valueLine(
      value,
      path,
      this.#chain,
      width === undefined ? Infinity : room,
    );
    const line = new StyledLine().append(place)
      .add(" ".repeat(this.#place - place.width + 2)).append(shown)
      .add(" ".repeat(Math.max(0, room - shown.width) + 2))
      .add(`r${rev}`, "sep", { width: this.#rev }).add("  ");
    // In a pipe nothing depends on when it is looked at.
    const when = width === undefined ? this.#moments.text(ts) : ago(ts, now);
    line.add(when, "sep", { width: width === undefined ? 19 : 9 }).add("  ");
    if (inherited) line.add("(before what is kept)", "sep");
    else {
      line.add(action, "action");
      if (user !== undefined) {
        line.add(" by ", "sep").add(this.#chain.user(user), "user");
      }
    }
    return width === undefined ? line : line.cut(width);
  }
}
