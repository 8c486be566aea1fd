/**
 * The plan of a redaction, and what was done: what is taken, what stays.
 *
 * @module
 */
import { StyledLine } from "../../../changelog/text/styled_line.ts";
import { nameOf } from "../../../file/file_path.ts";
import type {
  RedactedFile,
  RedactReport,
} from "../../../maintenance/redact/report.ts";
import type { Invocation } from "../../command.ts";
import { lineText } from "../../output/line_text.ts";
import { countText, sizeText } from "../../output/progress.ts";
import { jsonLine } from "../../output/safe_json.ts";

/** So many places are shown where `--all` is not given. */
const FEW = 20;

const WHY = {
  aside: "was put aside",
  archive: "is an archive",
  copy: "begins with the same record",
} as const;

/** Shows what would be taken, and what may still hold it. */
export async function showRedaction(
  invocation: Invocation,
  plan: RedactReport,
): Promise<void> {
  const { out, display, json, args } = invocation;
  if (json) {
    await out.line(jsonLine({ type: "plan", ...plan }));
    out.flush();
    return;
  }
  const most = args.has("all") ? Infinity : FEW;
  const { minus } = display.marks;
  const lines = [
    ...plan.files.map((file) => new StyledLine().add(fileText(file))),
    ...listed(
      plan.taken,
      most,
      ({ at, changes, first, last }) =>
        new StyledLine().add(`  ${minus} `, "delete").add(at, "delete")
          .add(`  ${countText(changes, "change")}, r${first}`)
          .add(last === first ? "" : ` to r${last}`),
    ),
    ...listed(
      plan.opaque,
      most,
      ({ at }) => warning(at, "stays: a value of an own type is one value"),
    ),
    ...listed(
      plan.elsewhere ?? [],
      most,
      ({ at, first, last }) =>
        warning(
          at,
          `has the same text, r${first}${last === first ? "" : ` to r${last}`}`,
        ),
    ),
    ...listed(
      plan.present,
      most,
      (at) => warning(at, "in the present state"),
    ),
    ...listed(
      plan.heads,
      most,
      ({ field, text, changes }) =>
        warning(
          `${field} ${text}`,
          `stays in ${countText(changes, "change")}`,
        ),
    ),
    ...plan.files.flatMap(({ path, contradictions = 0 }) =>
      contradictions === 0 ? [] : [warning(
        nameOf(path),
        `has ${countText(contradictions, "snapshot")} that the changes ` +
          "before do not lead to: verify it",
      )]
    ),
    ...listed(
      plan.remaining,
      most,
      ({ path, kind }) => warning(nameOf(path), `stays: it ${WHY[kind]}`),
    ),
    new StyledLine().add(sums(plan)),
    ...stepsOf(invocation, plan).map((step) =>
      new StyledLine().add(step, "sep")
    ),
  ];
  for (const line of lines) await out.line(lineText(line, display));
  out.flush();
  invocation.notes.say(
    "Users, actions and notes stay, and the mark has the places as they are " +
      "typed. Mirrors, backups and exports elsewhere are not looked for.",
  );
}

/** The steps that would be done, in this order. */
function stepsOf(
  { args }: Invocation,
  { path, files, presentCount }: RedactReport,
): string[] {
  const into = args.text("into");
  const now = args.has("now") && presentCount > 0;
  return [
    ...(now
      ? [`first a record deletes ${countText(presentCount, "present place")}`]
      : []),
    ...(into === undefined ? [] : [`a new file is written: ${into}`]),
    ...(args.has("replace")
      ? files.map((file) =>
        `${nameOf(file.path)} is replaced, the old one is kept as ` +
        `${nameOf(file.path)}.before-<time>`
      )
      : []),
    ...(into !== undefined && files.length > 1
      ? [
        `and ${countText(files.length - 1, "archive")} of ${
          nameOf(path)
        } beside it`,
      ]
      : []),
  ];
}

/** Shows what was done, and where the old files are. */
export async function showRedacted(
  { out, display, json, notes }: Invocation,
  report: RedactReport,
): Promise<void> {
  for (const { path, torn } of report.files) {
    if (torn === undefined) continue;
    notes.say(
      `The torn end of ${
        nameOf(path)
      } was left out: ${torn.bytes} bytes from ` +
        `line ${torn.line}`,
    );
  }
  if (json) {
    await out.line(jsonLine({ type: "report", ...report }));
    return;
  }
  for (const { into = "", bytes = 0, kept } of report.files) {
    const line = new StyledLine().add(`${into}  ${sizeText(bytes)}, verified`);
    await out.line(lineText(line, display));
    if (kept === undefined) continue;
    // A path is to be copied: it is not cut.
    await out.line(
      new StyledLine().add("  the old one has all of it: ").add(kept)
        .toString(display.color),
    );
  }
}

function fileText(
  { path, changes, changesTouched, snapshots, snapshotsTouched }: RedactedFile,
): string {
  return `${nameOf(path)}: ${changesTouched} of ${
    countText(changes, "change")
  }` +
    `, ${snapshotsTouched} of ${countText(snapshots, "snapshot")}`;
}

function listed<T>(
  all: readonly T[],
  most: number,
  line: (one: T) => StyledLine,
): StyledLine[] {
  const more = all.length - most;
  return [
    ...all.slice(0, most).map(line),
    ...(more > 0
      ? [new StyledLine().add(`  and ${more} more (--all)`, "sep")]
      : []),
  ];
}

function warning(what: string, why: string): StyledLine {
  return new StyledLine().add("  ! ", "delete").add(what).add(
    `  ${why}`,
    "sep",
  );
}

function sums(
  { values, taken, more, files, presentCount }: RedactReport,
): string {
  const touched = files.reduce(
    (sum, { changesTouched }) => sum + changesTouched,
    0,
  );
  return `${countText(values, "value")} at ${more ? "more than " : ""}` +
    `${countText(taken.length, "place")}, ${countText(touched, "change")} ` +
    `concerned` +
    (presentCount > 0 ? `, ${presentCount} in the present state` : "");
}
