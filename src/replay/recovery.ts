/**
 * Opening: from the bytes of a log to a state that fits the program.
 *
 * @module
 */
import { DatabaseError, ReplayError } from "../errors.ts";
import type { DecodeRest, Place, Serializer } from "../log/serializer.ts";
import type { OnceKeys } from "../log/once_keys.ts";
import { changeTime, type Replayed, Replayer } from "./replayer.ts";
import { kindText } from "../values/not_storable.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import type { LogContent, Section } from "../log/log_content.ts";

/** A snapshot that is being decoded before it is known whether it holds. */
export interface AheadOfLog {
  /** Byte offset of its record. */
  readonly offset: number;
  /** Ends what was begun. */
  readonly decode: DecodeRest;
}

/** Begins to decode a snapshot that may turn out not to hold. */
export function decodeAhead(
  serializer: Serializer,
  { offset, bytes }: Pick<Section, "offset" | "bytes">,
): AheadOfLog {
  if (serializer.decodeAhead !== undefined) {
    return { offset, decode: serializer.decodeAhead(bytes) };
  }
  const snapshot = serializer.decodeSnapshot(bytes);
  return { offset, decode: () => snapshot };
}

/** A state that was replayed, and when its log was written to last. */
export interface Recovered extends Replayed {
  /** When the last record was made; undefined where there is none. */
  readonly ts: string | undefined;
  /** The keys of transactions that are done once; absent if there are none. */
  readonly once?: OnceKeys | undefined;
}

/**
 * Replays what the writer read from the file. The snapshot may have been decoded
 * ahead of it; then it becomes the state.
 */
export function replayLayout(
  layout: LogContent,
  serializer: Serializer,
  types: TypeRegistry,
  path: string,
  ahead?: AheadOfLog,
): Recovered {
  const replayer = new Replayer(types, undefined, undefined, true);
  let ts: string | undefined;
  try {
    if (layout.snapshot !== undefined) {
      const { bytes, offset, survey } = layout.snapshot;
      const snapshot = ahead?.offset === offset
        ? ahead.decode(survey)
        : serializer.decodeSnapshot(bytes);
      replayer.snapshot(snapshot);
      ts = snapshot.ts;
    }
    replayer.startFrom(layout.revision);
    for (const section of layout.tail) {
      const steps = serializer.decodeSteps?.(section.bytes, section) ??
        serializer.decodeChanges(section.bytes, section);
      let last: Place | undefined;
      for (const step of steps) {
        replayer.change(step);
        last = step;
      }
      const { bytes, offset } = section;
      if (last !== undefined) ts = changeTime(bytes, offset, last, serializer);
    }
  } catch (cause) {
    throw located(cause, path);
  }
  const { once } = replayer;
  return { ...replayer.result, ts, ...(once !== undefined && { once }) };
}

/**
 * Replays what the writer read from the file; when that fails where the lines
 * were not counted, they are, so that the error names the right one.
 */
export async function replayCounted(
  layout: LogContent,
  serializer: Serializer,
  types: TypeRegistry,
  path: string,
  count: (offset: number) => Promise<number>,
  ahead?: AheadOfLog,
): Promise<Recovered> {
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
      line: counted[i] ?? 0,
    }));
    return replayLayout({ ...layout, tail }, serializer, types, path);
  }
}

/** The error with the path of the file. */
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

/** Refuses the state of what is no database of ours. */
export function refuseForeign(state: unknown, path: string): void {
  if (
    typeof state === "object" && state !== null &&
    Object.getPrototypeOf(state) === Object.prototype
  ) return;
  throw new DatabaseError(
    `Cannot open ${path}: its state is not an object but ${kindText(state)}; ` +
      `it is the log of something else, or was edited by hand`,
    { path },
  );
}
