/**
 * The state of a log at a revision in its tail, for a replica that was half changed
 * by what came after.
 *
 * @module
 */
import { type Replayed, Replayer } from "../replay/replayer.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import type { LoadedLog } from "./feed.ts";

/**
 * Replays a log up to a revision; where its last snapshot is of a later one, up to
 * that.
 *
 * @throws {ReplayError} At a change before it that does not fit.
 */
export function stateAt(
  { content, serializer }: LoadedLog,
  types: TypeRegistry,
  rev: number,
): Replayed {
  const replayer = new Replayer(types);
  const { snapshot, tail, revision } = content;
  if (snapshot !== undefined) {
    replayer.snapshot(serializer.decodeSnapshot(snapshot.bytes));
  }
  replayer.startFrom(revision);
  for (const section of tail) {
    for (const step of serializer.decodeChanges(section.bytes, section)) {
      if (replayer.result.rev >= rev) return replayer.result;
      replayer.change(step);
    }
  }
  return replayer.result;
}
