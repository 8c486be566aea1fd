/**
 * The past of a database: who changed what and when, what the state was, and
 * what became of it.
 *
 * Each function takes the path of a log, or its bytes. Reading takes no lock,
 * writes nothing and needs `--allow-read` of the file alone; the database may be
 * open meanwhile. Archives beside the file are read as a part of it.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { blame, history, stateAt } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", { user: "eve" }, (data) => void data.visits++);
 * await db.flush();
 *
 * for await (const { rev, user, changes } of history(path, { range: "today" })) {
 *   console.log(rev, user, changes);
 * }
 * console.log((await stateAt(path, "end~1")).state); // { visits: 0 }
 * console.log((await blame(path, { place: "visits" }))[0]?.user); // eve
 * ```
 *
 * @module
 */
export type { KantaHistory } from "../kanta_history.ts";
export { history } from "./history.ts";
export type { HistoryStreamOptions } from "./history.ts";
export type { HistoryQuery } from "./search/query.ts";
export type { HistoryChange } from "./history_change.ts";
export type { Change } from "./changes/change.ts";
export type { HistoryOptions, LogInput } from "./open_history.ts";
export type { ReaderOptions } from "./reader/reader_options.ts";
export { stateAt } from "./state_at.ts";
export type { StateAt } from "./state_at.ts";
export { diffBetween } from "./diff_between.ts";
export type { Difference } from "./diff_between.ts";
export type { Redaction } from "../log/redaction.ts";
export { blame } from "./blame/blame.ts";
export type { Blame, BlamedValue, BlameQuery } from "./blame/blame.ts";
export type { RecordHead } from "./blame/record_heads.ts";
export { bisect } from "./bisect.ts";
export type {
  BisectOptions,
  BisectResult,
  BisectStep,
  Predicate,
} from "./bisect.ts";
export { stats } from "./stats.ts";
export type { Growth, Stats, StatsOptions, StatsQuery } from "./stats.ts";
export { fork } from "../maintenance/backup/fork.ts";
export type { ForkOptions, ForkReport } from "../maintenance/backup/fork.ts";
export { RevertError } from "./revert/revert_error.ts";
export type { RevertQuery, RevertTarget } from "./revert/planner.ts";
export type { Conflict, RecordedBy, RevertPlan } from "./revert/revert_plan.ts";
export type {
  RestoreOptions,
  RevertOptions,
  RevertRecordOptions,
} from "./revert/revert_options.ts";
export type {
  ReappliedRecord,
  ReapplyOptions,
  ReapplyPlan,
} from "./reapply/reapply_plan.ts";
export type { Point } from "./point/point.ts";
export type { PointInput } from "./point/position.ts";
export type { IndexBound, Range, RangeBound } from "./point/range.ts";
export type { RangeInput } from "./point/span.ts";
