/**
 * The past of a database: who changed what, when, and what the state was.
 *
 * Reading takes no lock, and needs `--allow-read` of the file alone.
 *
 * @example Who changed what
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { history } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", { user: "eve" }, (data) => {
 *   data.visits++;
 * });
 * await db.flush();
 *
 * for await (const change of history(path)) {
 *   console.log(change.rev, change.user, change.changes);
 * }
 * ```
 *
 * @module
 */
export { openHistory } from "./open_history.ts";
export type { HistoryOptions, LogInput } from "./open_history.ts";
export { stateAt, stateIn } from "./state_at.ts";
export type { StateAt } from "./state_at.ts";
export { RecordReader } from "./reader/record_reader.ts";
export type { PayloadFilter, ReaderOptions } from "./reader/reader_options.ts";
export type { ReadingNote, ReadingNotes } from "./reader/reading_notes.ts";
export type { Torn } from "./reader/log_end.ts";
export type { Anchor } from "./reader/anchor.ts";
export { LogRecord } from "./reader/log_record.ts";
export { LogReader } from "./reader/log_reader.ts";
export { Playback } from "./playback.ts";
export { type KeptRevision, PointError } from "../errors.ts";
export { parsePoint } from "./point/point.ts";
export type { Point } from "./point/point.ts";
export { parseRange } from "./point/range.ts";
export type { IndexBound, Range, RangeBound } from "./point/range.ts";
export { firstKept, pointText, resolvePoint } from "./point/position.ts";
export type { Clock, PointInput, Position } from "./point/position.ts";
export { Pattern } from "../values/pattern/pattern.ts";
export type { PatternOptions } from "../values/pattern/pattern.ts";
export { PlacePattern } from "../values/pattern/place.ts";
export type { PlaceMatch, PlaceOptions } from "../values/pattern/place.ts";
export { compileText } from "../values/pattern/text.ts";
export type { TextOptions, TextPattern } from "../values/pattern/text.ts";
export { history, historyIn } from "./history.ts";
export type { HistoryChange } from "./history_change.ts";
export type { HistoryStreamOptions } from "./history.ts";
export type { HistoryQuery } from "./search/query.ts";
export type { Change } from "./changes/change.ts";
export { changesOf } from "./changes/changes.ts";
export { placeText } from "./changes/place_text.ts";
export { resolveRanges } from "./point/span.ts";
export type { RangeInput, Span } from "./point/span.ts";
export { takeIndices } from "./point/index_span.ts";
export type { IndexSpan } from "./point/index_span.ts";
export { blame, blameIn } from "./blame/blame.ts";
export type { Blame, BlamedValue, BlameQuery } from "./blame/blame.ts";
export type { RecordHead } from "./blame/record_heads.ts";
export { diffBetween } from "./diff_between.ts";
export type { Difference } from "./diff_between.ts";
export { bisect } from "./bisect.ts";
export type {
  BisectOptions,
  BisectResult,
  BisectStep,
  Predicate,
} from "./bisect.ts";
export { stats, statsIn } from "./stats.ts";
export type { Growth, Stats, StatsOptions, StatsQuery } from "./stats.ts";
export { fork } from "./fork.ts";
export type { ForkOptions, ForkReport } from "./fork.ts";
