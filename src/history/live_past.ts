/**
 * The past of a database that is open: what was committed so far is written
 * first, and the rest of this room is loaded when it is asked for.
 *
 * @module
 */
import type { RotateOptions } from "../keep/options.ts";
import type { RotationReport } from "../keep/rotation.ts";
import type { Format } from "../format/load.ts";
import type { TypeCodec } from "../values/kinds.ts";
import type { Replayed } from "../replay/replayer.ts";
import type { HistoryChange } from "./history_change.ts";
import type { PointInput } from "./point/position.ts";
import type { HistoryQuery } from "./search/query.ts";
import type { StateAt } from "./state_at.ts";

/** The log of a database that is open. */
export interface LiveLog {
  /** The file, or its bytes. */
  readonly source: string | Uint8Array;
  /** How its records are read. */
  readonly options: {
    readonly serializer?: Format | undefined;
    readonly types?: readonly TypeCodec[] | undefined;
  };
}

/** A database that is open, as its history sees it. */
export interface LiveDatabase {
  /** The log, when all that was committed is written. */
  past(): Promise<LiveLog>;
  /** The application's own types. */
  readonly types: readonly TypeCodec[];
  /** The root object. */
  readonly root: object;
  /** The revision, schema version and modification time. */
  readonly position: {
    readonly rev: number;
    readonly version: number;
    readonly mtime: string | undefined;
  };
  /**
   * The function that brings a state of an older schema version up to the
   * present one, as opening would have; it gives undefined where no migrations
   * lead there.
   */
  upgradePast(): Promise<(past: Replayed) => object | undefined>;
  /** Moves history to an archive; what was done. */
  rotate(options: RotateOptions): Promise<RotationReport>;
  /** Commits a change. */
  commit(
    action: string,
    about: {
      readonly user?: string | undefined;
      readonly note?: string | undefined;
      readonly undone?: readonly number[] | undefined;
      readonly once?: string | undefined;
      readonly mtime?: boolean | undefined;
    },
    change: (draft: object) => void,
  ): void;
}

/** The changes of a log; `settled` resolves to it when all commits are written. */
export function historyOf(
  settled: () => Promise<LiveLog>,
  query: HistoryQuery,
): ReadableStream<HistoryChange> {
  return ReadableStream.from(changes(settled, query));
}

async function* changes(
  settled: () => Promise<LiveLog>,
  query: HistoryQuery,
): AsyncGenerator<HistoryChange> {
  const { source, options } = await settled();
  const { history } = await import("./history.ts");
  yield* history(source, query, options);
}

/** The state of a log at a point. */
export async function stateOf<T>(
  settled: () => Promise<LiveLog>,
  point: PointInput,
): Promise<StateAt<T>> {
  const { source, options } = await settled();
  const { stateAt } = await import("./state_at.ts");
  return await stateAt<T>(source, point, options);
}
