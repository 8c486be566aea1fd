/**
 * `kanta stats`: what a file is made of, by place, action, user and day.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import { cutToWidth, displayWidth } from "../../changelog/text/width.ts";
import { type Growth, type Stats, statsIn } from "../../history/stats.ts";
import { loadApplication } from "../application.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../failure.ts";
import { openLog } from "../input/input.ts";
import { lineText } from "../output/line_text.ts";
import { Moments } from "../output/moment.ts";
import { countText, sizeText } from "../output/progress.ts";
import { tellNotes } from "./log.ts";
import { jsonLine } from "../output/safe_json.ts";

/** So many of each are shown. */
const FEW = 10;
/** Columns of a bar. */
const BAR = 20;

const GROUPS = ["places", "actions", "users", "days"] as const;

/** Shows what a file is made of. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, now, world } = invocation;
  const [file = ""] = args.operands;
  const application = await loadApplication(args);
  using reader = await openLog(file, application, world);
  let found: Stats | undefined;
  const query = {
    range: args.texts("range"),
    depth: args.number("depth", 1) ?? 1,
  };
  for (const one of statsIn(reader, query, { now, zone: display.zone })) {
    if (one !== undefined) found = one;
  }
  tellNotes(invocation, reader);
  if (found === undefined) return EXIT.done;
  const lines = invocation.json
    ? jsonLines(found)
    : textLines(invocation, found).map((line) => lineText(line, display));
  for (const line of lines) await out.line(line);
  return EXIT.done;
}

function jsonLines(stats: Stats): string[] {
  const { places, actions, users, days, ...sums } = stats;
  const groups = { places, actions, users, days };
  return [
    ...GROUPS.flatMap((by) =>
      groups[by].map((growth) =>
        jsonLine({ type: "stats", by: by.slice(0, -1), ...growth })
      )
    ),
    jsonLine({ type: "report", ...sums }),
  ];
}

function textLines(
  { args, display }: Invocation,
  stats: Stats,
): StyledLine[] {
  const { changes, bytes, snapshots, snapshotBytes, since, until } = stats;
  const moments = new Moments(display.zone);
  const lines = [
    new StyledLine().add(
      `${countText(changes, "change")}, ${sizeText(bytes)}; ` +
        `${countText(snapshots, "snapshot")}, ${sizeText(snapshotBytes)}`,
    ),
  ];
  if (since !== undefined && until !== undefined) {
    lines.push(
      new StyledLine().add(
        `r${stats.from} to r${stats.to}, ${moments.text(since)} to ${
          moments.text(until)
        }`,
        "sep",
      ),
    );
  }
  for (const group of GROUPS) {
    const most = args.has("all") ? Infinity : args.number("count") ?? FEW;
    lines.push(new StyledLine(), ...table(group, stats[group], most, display));
  }
  return lines;
}

function table(
  name: string,
  all: readonly Growth[],
  most: number,
  { width = 80, marks }: Invocation["display"],
): StyledLine[] {
  // The last days tell more than the first ones.
  const shown = name === "days" ? all.slice(-most) : all.slice(0, most);
  const largest = Math.max(1, ...shown.map(({ bytes }) => bytes));
  const column = Math.min(
    Math.max(12, width - BAR - 28),
    Math.max(
      name.length,
      ...shown.map((growth) => displayWidth(growth.name || "(nobody)")),
    ),
  );
  const head = new StyledLine().add(name, "1", { width: column })
    .add("   changes      bytes", "sep");
  const rest = all.length - shown.length;
  return [
    head,
    ...shown.map(({ name, changes, bytes }) => {
      const label = cutToWidth(name || "(nobody)", column);
      const line = new StyledLine().add(label, "", { width: column })
        .add(changes.toLocaleString("en"), "", { width: 10, align: "right" })
        .add(sizeText(bytes), "", { width: 11, align: "right" }).add("  ");
      const bar = marks.bar[0].repeat(Math.ceil(bytes / largest * BAR));
      return line.width + BAR > width ? line : line.add(bar, "user");
    }),
    ...(rest > 0
      ? [new StyledLine().add(`${marks.ellipsis} ${rest} more (--all)`, "sep")]
      : []),
  ];
}
