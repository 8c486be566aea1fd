/**
 * The form in which a part of a log is embedded in an exported file: these facts as
 * a line of JSON, then the part as JSON lines, both deflated, as base64.
 *
 * @module
 */
import type { InfoAnswer } from "./log.ts";

/** The id of the element that has it. */
export const EMBEDDED_ID = "kanta-log";

/** The facts about what is embedded. */
export interface EmbeddedFacts {
  /** The log that it is a part of. */
  readonly info: InfoAnswer;
  /** Patterns of places that are masked, beside the usual keys; false: none is. */
  readonly mask: readonly string[] | false;
  /** Where the changes stood, in order. */
  readonly places: EmbeddedPlaces;
}

/** Where changes stood in their files: an item each. */
export interface EmbeddedPlaces {
  /** The number of the file among those of the log. */
  readonly files: readonly number[];
  /** Byte offsets. */
  readonly offsets: readonly number[];
  /** Bytes. */
  readonly bytes: readonly number[];
  /** Line or record numbers; null where they were not counted. */
  readonly lines: readonly (number | null)[];
  /** Ids; null where that of the embedded line is the same. */
  readonly ids: readonly (string | null)[];
}
