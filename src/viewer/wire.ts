/**
 * The wire between the viewer's server and its page: what is asked and what is
 * answered, and the interface by which the page asks, over HTTP or of what is
 * embedded in an exported file.
 *
 * All is asked by `GET` below a base, at `api/` and the name of a method of
 * {@linkcode Source}, the fields of its question as the query; lists and paths in
 * it are JSON. The token goes along as `Authorization: Bearer ...`. An answer is
 * JSON; a failure has another status than 200 and a {@linkcode Failure}. `search`
 * answers lines of JSON, and `live` server-sent events (`docs/live.md`).
 *
 * Values never come as the page's own: each is a text to be shown, so that nothing
 * of the data can be anything but text, and a value of 10 MB costs a line.
 *
 * @module
 */
import type { WirePath } from "./wire/shown.ts";
import type {
  ChipsAnswer,
  DensityAnswer,
  DensityQuery,
  RecordAnswer,
  RecordQuery,
  RecordsAnswer,
  RecordsQuery,
  SearchEvent,
} from "./wire/timeline.ts";
import type {
  BlameAnswer,
  ChildrenQuery,
  CompareAnswer,
  CompareQuery,
  PlaceQuery,
  ResolvedPoint,
  StateAnswer,
  ValueAnswer,
  ValuesAnswer,
} from "./wire/past.ts";
import type { InfoAnswer, LiveNews, StatsAnswer } from "./wire/log.ts";
export type {
  Count,
  Failure,
  LitHead,
  RecordHead,
  ShownChange,
  ShownLeaf,
  ShownValue,
  Spans,
  ValueKind,
  WireKey,
  WirePath,
} from "./wire/shown.ts";
export type {
  Chip,
  ChipsAnswer,
  DensityAnswer,
  DensityBar,
  DensityQuery,
  RecordAnswer,
  RecordQuery,
  RecordRow,
  RecordsAnswer,
  RecordsQuery,
  SearchEvent,
} from "./wire/timeline.ts";
export type {
  BlameAnswer,
  BlameRow,
  ChildrenQuery,
  CompareAnswer,
  CompareQuery,
  DiffCounts,
  PastValue,
  PlaceCounts,
  PlaceQuery,
  ResolvedPoint,
  StateAnswer,
  StateNode,
  ValueAnswer,
  ValuesAnswer,
} from "./wire/past.ts";
export type {
  GrowthRow,
  InfoAnswer,
  LiveNews,
  SnapshotRow,
  StatsAnswer,
} from "./wire/log.ts";

/** Ends a question. */
export interface Stop {
  /** Aborts it. */
  readonly signal?: AbortSignal | undefined;
}

/** The source that the page asks: a server, or what is embedded in an exported file. */
export interface Source {
  /** The log and the options that are seen. */
  info(): Promise<InfoAnswer>;
  /** A window of the timeline. */
  records(query: RecordsQuery, stop?: Stop): Promise<RecordsAnswer>;
  /** One record. */
  record(query: RecordQuery, stop?: Stop): Promise<RecordAnswer>;
  /** The strip. */
  density(query: DensityQuery, stop?: Stop): Promise<DensityAnswer>;
  /** How a search is understood. */
  chips(query: { readonly q: string }, stop?: Stop): Promise<ChipsAnswer>;
  /** Searches all records, the newest first. */
  search(
    query: { readonly q: string },
    stop?: Stop,
  ): AsyncIterable<SearchEvent>;
  /** Children of a place in a state. */
  state(query: ChildrenQuery, stop?: Stop): Promise<StateAnswer>;
  /** Children of a place, and who set each. */
  blame(query: ChildrenQuery, stop?: Stop): Promise<BlameAnswer>;
  /** All values of a place; those after `at`, too. */
  values(
    query: { readonly path: WirePath },
    stop?: Stop,
  ): Promise<ValuesAnswer>;
  /** The whole of one value. */
  value(query: PlaceQuery, stop?: Stop): Promise<ValueAnswer>;
  /** The differences between two points. */
  compare(query: CompareQuery, stop?: Stop): Promise<CompareAnswer>;
  /** The statistics of the log. */
  stats(
    query: { readonly depth?: number; readonly range?: string },
    stop?: Stop,
  ): Promise<StatsAnswer>;
  /** A point as people type it, looked for. */
  point(
    query: { readonly text: string },
    stop?: Stop,
  ): Promise<ResolvedPoint>;
  /** The records that are added, and how the server is; goes on by itself behind `since`. */
  live(
    query: { readonly since?: string },
    stop?: Stop,
  ): AsyncIterable<LiveNews>;
  /** Tries a server again that does not answer, before its time. */
  wake?(): void;
}
