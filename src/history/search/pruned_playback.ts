/**
 * The states of some places of a log, one after the other: only the records that
 * may change them are decoded.
 *
 * @module
 */
import type { Diff } from "../../record.ts";
import { type TypeCodec, TypeRegistry } from "../../values/kinds.ts";
import { WayTree } from "../../values/way_tree.ts";
import { PlacesPart } from "./places_part.ts";
import type { Ways } from "./pruned.ts";
import type { LogRecord } from "../reader/log_record.ts";

/** A state that holds some places only, moving forward through a log. */
export class PrunedPlayback {
  readonly #part: PlacesPart;
  #state: unknown = {};
  #first = true;

  /** Keeps what lies at and below the keys of `ways`. */
  constructor(types: readonly TypeCodec[], ways: Ways) {
    this.#part = new PlacesPart(WayTree.of(ways), new TypeRegistry(types));
  }

  /** The part of the state that is kept. */
  get state(): unknown {
    return this.#state;
  }

  /** The part of a change that is about the places; undefined where there is none. */
  prune(diff: Diff): Diff {
    return this.#part.prune(this.#state, diff);
  }

  /** Takes the next record, decoded for this state alone. */
  pass(record: LogRecord): void {
    if (record.kind === "change") {
      const { diff } = record.log.serializer.decodeChange(record.payload);
      this.#state = this.#part.apply(this.#state, [], diff);
    } else if (this.#first || record.offset === record.log.from) {
      // A file begins with it; else it says what the records before it say.
      this.#state = this.#part.snapshot(record).state;
    }
    this.#first = false;
  }
}
