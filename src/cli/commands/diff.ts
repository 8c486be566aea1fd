/**
 * `kanta diff`: what differs between two points of a log, or two logs.
 *
 * @module
 */
import { StyledLine } from "../../changelog/text/styled_line.ts";
import { computeDiff } from "../../diff/diff.ts";
import type { Change } from "../../history/changes/change.ts";
import { changesOf } from "../../history/changes/changes.ts";
import { Places } from "../../history/changes/narrow.ts";
import { placeText } from "../../history/changes/place_text.ts";
import { displayWidth } from "../../changelog/text/width.ts";
import { resolvePoint } from "../../history/point/position.ts";
import { type StateAt, stateIn } from "../../history/state_at.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import { type Application, loadApplication } from "../application.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../failure.ts";
import { fileAmong, isFile, openLog } from "../input/input.ts";
import { JsonLines } from "../../history/shown/json_lines.ts";
import { lineText } from "../output/line_text.ts";
import { Mask } from "../../history/shown/mask.ts";
import { RecordView } from "../output/record_view.ts";
import { ShownChain } from "../output/shown_chain.ts";
import { tellNotes } from "./log.ts";
import { jsonLine } from "../output/safe_json.ts";

/** Shows what differs. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, notes, settings } = invocation;
  const application = await loadApplication(args);
  const [from, to] = await statesOf(invocation, application);
  const types = new TypeRegistry(application.types);
  const all = changesOf(
    from.state,
    computeDiff(from.state, to.state, types),
    types,
  );
  const patterns = args.texts("path").map((text) =>
    new PlacePattern(text, { rooted: true, fold: false })
  );
  const changes = patterns.length === 0
    ? all
    : new Places(patterns, types).of(all);
  const mask = new Mask(
    [...settings.mask ?? [], ...application.mask],
    args.has("unmask"),
  );
  if (invocation.json) {
    const masked: string[] = [];
    const json = new JsonLines(application.types, mask);
    await out.line(jsonLine({
      type: "diff",
      from: from.rev,
      to: to.rev,
      changes: json.changes(changes, masked),
      masked,
    }));
  } else if (args.has("stat")) {
    for (const line of statLines(changes, display.width ?? 80)) {
      await out.line(lineText(line, display));
    }
  } else {
    const chain = new ShownChain(
      application.formatters,
      mask,
      display.marks.mask,
    );
    const view = new RecordView(display, chain);
    for (const line of view.below(changes)) {
      await out.line(lineText(line, display));
    }
  }
  if (!args.has("quiet")) {
    notes.say(`r${from.rev} to r${to.rev}: ${summary(changes)}`);
  }
  return changes.length > 0 && args.has("exit-code") ? EXIT.differs : EXIT.done;
}

/** The two states: of two files, or of two points of one. */
async function statesOf(
  invocation: Invocation,
  application: Application,
): Promise<[StateAt, StateAt]> {
  const { args: { operands }, display, now, world } = invocation;
  const clock = { now, zone: display.zone };
  const [first = "", second = ""] = operands;
  if (operands.length === 2 && isFile(first) && isFile(second)) {
    using one = await openLog(first, application, world);
    using other = await openLog(second, application, world);
    const states: [StateAt, StateAt] = [
      stateIn(one, one.rev),
      stateIn(other, other.rev),
    ];
    tellNotes(invocation, one);
    tellNotes(invocation, other);
    return states;
  }
  const { file, others } = fileAmong(operands);
  using reader = await openLog(file, application, world);
  const [from = "end~1", to = "end"] = others;
  const states: [StateAt, StateAt] = [
    stateIn(reader, resolvePoint(reader, from, clock).rev),
    stateIn(reader, resolvePoint(reader, to, clock).rev),
  ];
  tellNotes(invocation, reader);
  return states;
}

/** The summary of a list of changes. */
export function summary(changes: readonly Change[]): string {
  const counts = { add: 0, set: 0, delete: 0, insert: 0, remove: 0 };
  for (const { op } of changes) counts[op]++;
  return `${counts.add + counts.insert} added, ${counts.set} changed, ` +
    `${counts.delete + counts.remove} deleted`;
}

/** How many changes each place has, by the first two elements. */
function statLines(changes: readonly Change[], width: number): StyledLine[] {
  const counts = new Map<string, number>();
  for (const { path } of changes) {
    const place = placeText(path.slice(0, path.length > 2 ? 2 : 1));
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const most = Math.max(1, ...counts.values());
  const widest = Math.max(0, ...[...counts.keys()].map(displayWidth));
  const column = Math.min(widest, Math.floor(width / 2));
  const bar = Math.min(BAR, width - column - 8);
  return [...counts].sort(([, a], [, b]) => b - a).map(([place, count]) => {
    const line = new StyledLine().addCut(place, column);
    return line.add(" ".repeat(column - line.width))
      .add(` ${String(count).padStart(6)} `)
      .add("+".repeat(Math.ceil(count / most * bar)), "add");
  });
}

/** Columns of a bar. */
const BAR = 20;
