/**
 * The first line of an event: who did what, or what became of a file.
 *
 * @module
 */
import { type FormatterChain, USER } from "./formatter.ts";
import { StyledLine } from "./text/styled_line.ts";
import type {
  LogEventFields,
  LoggedMigration,
  LoggedRotation,
} from "./log_fields.ts";
import { valueLine } from "./value_text.ts";

/** Columns that an action, an extra or a user takes at most. */
const TEXT_LIMIT = 200;

/** Columns that an error takes at most. */
const ERROR_LIMIT = 400;

const OIL_DRUM = "\u{1F6E2}\uFE0F ";

/** Composes the first line of an event. */
export function eventHeader(
  event: LogEventFields,
  chain: FormatterChain,
): StyledLine {
  switch (event.kind) {
    case "change":
      return changeHeader(event, chain);
    case "aborted":
      return abortHeader(event, chain);
    default:
      return fileHeader(event);
  }
}

function changeHeader(
  event: LogEventFields,
  chain: FormatterChain,
): StyledLine {
  const line = new StyledLine();
  const { action, extra, user, note } = event;
  if (action) {
    const lit = chain.lit("user", action, [], action);
    line.addLit(action, TEXT_LIMIT, lit, "action");
  }
  if (extra) space(line).addCut(extra, TEXT_LIMIT);
  if (user) {
    const shown = chain.user(user);
    space(line).add("by ", "sep")
      .addLit(
        shown,
        TEXT_LIMIT,
        chain.lit("user", user, [USER], shown),
        "user",
      );
  }
  if (note) {
    space(line).add("(", "sep").addCut(note, TEXT_LIMIT).add(")", "sep");
  }
  return line;
}

function abortHeader(event: LogEventFields, chain: FormatterChain): StyledLine {
  const line = space(changeHeader(event, chain)).add("aborted", "abort");
  if (event.error === undefined) return line;
  return line.add(": ", "sep").append(errorLine(event.error, chain));
}

function fileHeader(event: LogEventFields): StyledLine {
  const line = new StyledLine().add(OIL_DRUM)
    .addCut(event.filename ?? "", ERROR_LIMIT, "target");
  line.add(` ${event.kind}`, "action");
  if (event.rotation !== undefined) return rotation(line, event.rotation);
  if (event.kind !== "migrated") return line;
  const { fromVersion = 0, toVersion = 0 } = event;
  // Defaults and schemas bring data up to date within a version, too.
  if (fromVersion !== toVersion) line.add(` v${fromVersion} -> v${toVersion}`);
  const steps = event.migrations?.map(stepText).join(", ");
  if (!steps) return line;
  return line.add(" (", "sep").addCut(steps, ERROR_LIMIT).add(")", "sep");
}

function rotation(
  line: StyledLine,
  { kept, before = "", archive = "" }: LoggedRotation,
): StyledLine {
  return line.add(`: kept ${kept} changes, moved history up to `)
    .addCut(before, TEXT_LIMIT).add(" to ").addCut(archive, ERROR_LIMIT);
}

function stepText({ name, description }: LoggedMigration): string {
  return description ? `${name}: ${description}` : name;
}

/** The line of an error: its class and message, or the value that was thrown. */
function errorLine(error: unknown, chain: FormatterChain): StyledLine {
  if (!(error instanceof Error)) return valueLine(error, [], chain);
  let text = "Error";
  try {
    text = String(error);
  } catch { // a getter of its own failed: there is nothing more to say
    return new StyledLine().add(text);
  }
  return new StyledLine().addCut(text, ERROR_LIMIT);
}

function space(line: StyledLine): StyledLine {
  return line.width === 0 ? line : line.add(" ");
}
