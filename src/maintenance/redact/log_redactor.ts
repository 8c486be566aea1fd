/**
 * The walk through one log, record by record, that makes each anew without what is
 * taken. No more is kept than the state.
 *
 * @module
 */
import type { Frame, Payload, Serializer } from "../../log/serializer.ts";
import { type Redaction, withMark } from "../../log/redaction.ts";
import type { ChangeRecord, Snapshot } from "../../record.ts";
import {
  DeletedNames,
  type Replayed,
  Replayer,
} from "../../replay/replayer.ts";
import { PlaceState } from "../../values/pattern/place_state.ts";
import { keysOf } from "../../values/own.ts";
import { checkSnapshot } from "../../replay/check/snapshot_check.ts";
import { notAnObject } from "../trial_replay.ts";
import { DiffRedactor } from "./diff_redactor.ts";
import type { KeptTexts } from "./kept_texts.ts";
import type { Taken } from "./taken.ts";
import { ValueRedactor } from "./value_redactor.ts";

/** Makes the records of one log anew. */
export class LogRedactor {
  /** How many records there were. */
  readonly kinds = { change: 0, snapshot: 0 };
  /** Of how many something is taken. */
  readonly touched = { change: 0, snapshot: 0 };
  /**
   * How many snapshots say otherwise than the changes before them, as those of the
   * Python package may: what follows one is told by its state.
   */
  contradictions = 0;
  readonly #serializer: Serializer;
  readonly #replayer = new Replayer();
  readonly #diffs: DiffRedactor;
  readonly #values: ValueRedactor;
  readonly #root: PlaceState;
  readonly #taken: Taken | undefined;
  readonly #mark: Redaction;
  /** The revision of a snapshot that the log begins with, while it is looked at. */
  #first: number | undefined;
  readonly #kept: KeptTexts | undefined;

  /** Takes what the mark names, accounts for it, and looks at what is kept. */
  constructor(
    serializer: Serializer,
    mark: Redaction,
    { taken, kept }: { readonly taken?: Taken; readonly kept?: KeptTexts } = {},
  ) {
    this.#kept = kept;
    this.#serializer = serializer;
    this.#mark = mark;
    this.#taken = taken;
    this.#root = PlaceState.of(mark.places);
    this.#diffs = new DiffRedactor(
      this.#root,
      (path, value, place) => taken?.value(path, value, place, this.#rev + 1),
      (path) => taken?.opaque.note(path, this.#rev + 1),
    );
    this.#values = new ValueRedactor((path, value, place) => {
      // All that a later snapshot holds was told of when it was set.
      if (this.#first === undefined) taken?.text(value);
      else taken?.value(path, value, place, this.#first);
    });
  }

  /** Where the log stands after the records so far. */
  get result(): Replayed {
    return this.#replayer.result;
  }

  /** The state without what is taken. */
  get state(): unknown {
    return new ValueRedactor().without(this.result.state, this.#root);
  }

  get #rev(): number {
    return this.#replayer.result.rev;
  }

  /**
   * Takes the next record; `write` gets it as it is to be.
   *
   * @throws {ReplayError} When it can't be read, or does not fit.
   */
  take(frame: Frame, write?: (payload: Payload) => void): void {
    const isFirst = this.kinds.change + this.kinds.snapshot === 0;
    this.kinds[frame.kind]++;
    if (frame.kind === "change") this.#change(frame, isFirst, write);
    else this.#snapshot(frame, isFirst, write);
    const problem = notAnObject(this.result.state);
    if (problem !== undefined) throw new TypeError(problem);
  }

  #change(
    { payload, offset, end, line }: Frame,
    isFirst: boolean,
    write?: (payload: Payload) => void,
  ): void {
    const record = this.#serializer.decodeChange(payload);
    this.#taken?.head(record);
    const diff = this.#diffs.redacted(this.result.state, record.diff);
    const { concerned } = this.#diffs;
    if (concerned) this.touched.change++;
    this.#kept?.look(diff, this.#rev + 1, true);
    if (write !== undefined) {
      const { diff: _, ...head } = record;
      const left: ChangeRecord = this.#headOf(head, record.diff);
      const made = diff === undefined ? left : { ...left, diff };
      const said = concerned || isFirst ? withMark(made, this.#mark) : made;
      // Written first: parts of the diff become parts of the state.
      write(this.#serializer.encodeChange(said));
    }
    this.#replayer.change({ record, offset, end, line });
  }

  #snapshot(
    { payload }: Frame,
    isFirst: boolean,
    write?: (payload: Payload) => void,
  ): void {
    const snapshot = this.#serializer.decodeSnapshot(payload);
    this.#first = isFirst ? snapshot.r ?? 0 : undefined;
    const state = this.#values.without(snapshot.state, this.#root);
    if (state !== snapshot.state) this.touched.snapshot++;
    if (isFirst) this.#kept?.look(state, snapshot.r ?? 0, false);
    if (write !== undefined) {
      const left: Snapshot = { ...this.#headOf(snapshot, undefined), state };
      write(
        this.#serializer.encodeSnapshot(
          isFirst ? withMark(left, this.#mark) : left,
        ),
      );
    }
    if (!isFirst && checkSnapshot(this.result, snapshot) !== undefined) {
      this.contradictions++;
    }
    this.#replayer.snapshot(snapshot);
  }

  /**
   * A head with the names of deleted properties that may stay: those that the mark
   * names, too. What is deleted no more by a diff that was made anew stays so.
   */
  #headOf<R extends Pick<ChangeRecord, "g">>(head: R, diff: unknown): R {
    const { g } = head;
    const named = Array.isArray(g) ? g : [];
    const kept = named.filter((name) => this.#mayName(name));
    const lost = g === true
      ? []
      : this.#deletedBy(diff).filter((name) =>
        this.#root.step(name).matched && this.#mayName(name) &&
        !kept.includes(name)
      );
    if (kept.length === named.length && lost.length === 0) return head;
    const names = [...kept, ...lost];
    const made = { ...head, g: names };
    if (names.length === 0) Reflect.deleteProperty(made, "g");
    return made;
  }

  /** The properties of the root that a diff deletes. */
  #deletedBy(diff: unknown): string[] {
    const names = new DeletedNames();
    names.note(diff, () => keysOf(this.result.state));
    const { all } = names;
    return all === undefined || all === true ? [] : [...all];
  }

  #mayName(name: unknown): boolean {
    return typeof name !== "string" || !this.#root.step(name).matched ||
      this.#mark.places.includes(name);
  }
}
