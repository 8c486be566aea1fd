/**
 * Opening: from the bytes of a log to a state that fits the program.
 *
 * @module
 */
import { DatabaseError, ReplayError } from "./errors.ts";
import type { DecodeRest, Serializer } from "./log/serializer.ts";
import {
  type MigrationPlan,
  type MigrationReport,
  runSteps,
} from "./migrations.ts";
import { type Replayed, Replayer } from "./replay.ts";
import { conform, type StandardSchema } from "./schema.ts";
import { Copier } from "./state/copy.ts";
import { computeDiff } from "./state/diff.ts";
import type { TypeRegistry } from "./values/kinds.ts";
import type { Plain } from "./values/own.ts";
import type { Layout } from "./writer/protocol.ts";

/** Begins to decode a snapshot that may turn out not to hold. */
export function decodeAhead(
  serializer: Serializer,
  bytes: Uint8Array,
): DecodeRest {
  if (serializer.decodeAhead !== undefined) {
    return serializer.decodeAhead(bytes);
  }
  const snapshot = serializer.decodeSnapshot(bytes);
  return () => snapshot;
}

/**
 * Replays what the writer read from the file. The snapshot may have been decoded
 * ahead of it; then it becomes the state.
 */
export function replayLayout(
  layout: Layout,
  serializer: Serializer,
  types: TypeRegistry,
  path: string,
  ahead?: DecodeRest,
): Replayed {
  const replayer = new Replayer(types);
  try {
    if (layout.snapshot !== undefined) {
      const { bytes, survey } = layout.snapshot;
      replayer.snapshot(ahead?.(survey) ?? serializer.decodeSnapshot(bytes));
    }
    replayer.startFrom(layout.revision);
    for (const section of layout.tail) {
      const steps = serializer.decodeSteps?.(section.bytes, section) ??
        serializer.decodeChanges(section.bytes, section);
      for (const step of steps) replayer.change(step);
    }
  } catch (cause) {
    throw located(cause, path);
  }
  return replayer.result;
}

/**
 * Replays what the writer read from the file; when that fails where the lines
 * were not counted, they are, so that the error names the right one.
 */
export async function replayCounted(
  layout: Layout,
  serializer: Serializer,
  types: TypeRegistry,
  path: string,
  count: (offset: number) => Promise<number>,
  ahead?: DecodeRest,
): Promise<Replayed> {
  try {
    return replayLayout(layout, serializer, types, path, ahead);
  } catch (error) {
    if (layout.tail.every(({ line }) => line > 0)) throw error;
    const lines = layout.tail.map(({ offset }) => count(offset));
    const counted = await Promise.all(lines).catch(() => {
      throw error; // it says more than why lines can't be counted
    });
    const tail = layout.tail.map((section, i) => ({
      ...section,
      line: counted[i],
    }));
    return replayLayout({ ...layout, tail }, serializer, types, path);
  }
}

/** Brings a state up to the program's schema; nothing is written. */
export function modernise<T>(
  replayed: Replayed,
  plan: MigrationPlan,
  schema: StandardSchema<unknown, T> | undefined,
  about: {
    readonly ctx: Record<string, unknown>;
    readonly types: TypeRegistry;
    readonly path: string;
  },
): { state: Plain; report: MigrationReport | undefined } {
  const { types, path } = about;
  const steps = plan.pending(replayed.version, path);
  const found = replayed.state as Plain;
  let state = found;
  let done: MigrationReport["steps"] = [];
  if (steps.length > 0) {
    const copy = new Copier(types).copyOf(found) as Plain;
    ({ data: state, done } = runSteps(steps, copy, about, types, path));
  }
  if (schema !== undefined) {
    const value: unknown = conform(schema, state, path);
    if (value !== state) state = new Copier(types).copyOf(value) as Plain;
  }
  if (state === found) return { state, report: undefined };
  const diff = computeDiff(found, state, types);
  if (steps.length === 0 && diff === undefined) {
    return { state: found, report: undefined };
  }
  const from = replayed.version;
  const to = steps.at(-1)?.version ?? from;
  return { state, report: { from, to, steps: done, diff } };
}

/** The same error with the path of the file. */
function located(cause: unknown, path: string): Error {
  if (!(cause instanceof DatabaseError)) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new ReplayError(`Cannot replay ${path}: ${reason}`, { cause, path });
  }
  const { line, offset } = cause;
  return new ReplayError(`Cannot replay ${path}: ${cause.message}`, {
    cause,
    path,
    line,
    offset,
    record: cause instanceof ReplayError ? cause.record : undefined,
  });
}
