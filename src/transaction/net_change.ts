/**
 * From the notes of a transaction to its diff: the record's reading of the note.
 *
 * The result is what `computeDiff` of the states before and after gives, at a
 * cost that follows the notes.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import { adopt } from "./adopt.ts";
import { CollectionDraft } from "./draft/collection_draft.ts";
import { DiffBuilder } from "./diff_builder.ts";
import { DiffText } from "./diff_text.ts";
import type { Recorder } from "./recorder.ts";
import { scalarDiffText } from "./scalar_diff_text.ts";

/** The net change of one transaction. */
export interface NetChange {
  /** The diff, in the grammar of records. */
  readonly diff: Diff;
  /** Whether the diff holds JSON's own types only. */
  readonly plain: boolean;
  /** The diff as JSON text, where that was asked for and is all there is to it. */
  readonly text?: string | undefined;
}

/** A change that was written as text; read back for those who ask for more. */
class WrittenChange implements NetChange {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get plain(): true {
    return true;
  }

  get diff(): Diff {
    return JSON.parse(this.text);
  }
}

function written(text: string): NetChange | undefined {
  return text === "" ? undefined : new WrittenChange(text);
}

/** Brings what a transaction touched into its normal form. */
export interface Normaliser {
  /**
   * Edits what was touched, in which there is nothing but scalars and the
   * database's own copies; tells whether there was anything to edit.
   */
  normaliseTouched(recorder: Recorder): boolean;
}

/**
 * The net change that was recorded, or undefined when there is none.
 *
 * Every newly assigned value is replaced by the database's own copy on the way.
 * With `asText` the change comes as text where it can. What the normaliser edits
 * is part of the change. Throws a typed error when a value can't be stored, and
 * what the normaliser throws; then roll back.
 */
export function netChange(
  recorder: Recorder,
  asText = false,
  normaliser?: Normaliser,
): NetChange | undefined {
  recorder.editing = false;
  for (const draft of recorder.collections ?? []) {
    if (draft instanceof CollectionDraft) draft.demandNoted();
  }
  recorder.collectMutations();
  if (recorder.noted.length === 0) return undefined;
  if (asText) {
    const text = scalarDiffText(recorder);
    // Where all is scalars there is nothing to adopt.
    if (text !== undefined) {
      if (!normaliser?.normaliseTouched(recorder)) return written(text);
      return netChange(recorder, asText); // with what it edited
    }
  }
  adopt(recorder.root);
  recorder.release();
  normaliser?.normaliseTouched(recorder);
  if (asText && !recorder.copier.needsTags) {
    const text = new DiffText(recorder).text();
    if (text !== undefined) return written(text);
  }
  const diff = new DiffBuilder(recorder).diff(recorder.root);
  return diff === undefined
    ? undefined
    : { diff, plain: !recorder.copier.needsTags };
}
