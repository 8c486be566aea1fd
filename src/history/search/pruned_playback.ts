/**
 * The states of some places of a log, one after the other: only the records that
 * may change them are decoded.
 *
 * @module
 */
import { apply } from "../../diff/apply.ts";
import type { Diff } from "../../record.ts";
import { type TypeCodec, TypeRegistry } from "../../values/kinds.ts";
import { prunedDiff, prunedValue, type Ways } from "./pruned.ts";
import type { LogRecord } from "../reader/log_record.ts";

/** A state that holds some places only, moving forward through a log. */
export class PrunedPlayback {
  readonly #ways: Ways;
  readonly #types: TypeRegistry;
  #state: unknown = {};
  #first = true;

  /** Keeps what lies at and below the keys of `ways`. */
  constructor(types: readonly TypeCodec[], ways: Ways) {
    this.#ways = ways;
    this.#types = new TypeRegistry(types);
  }

  /** The part of the state that is kept. */
  get state(): unknown {
    return this.#state;
  }

  /** The part of a change that is about the places; undefined where there is none. */
  prune(diff: Diff): Diff {
    return prunedDiff(this.#state, diff, this.#ways);
  }

  /** Takes the next record, decoded for this state alone. */
  pass(record: LogRecord): void {
    if (record.kind === "change") {
      const { diff } = record.log.serializer.decodeChange(record.payload);
      const types = this.#types;
      this.#state = apply(this.#state, this.prune(diff), { types });
    } else if (this.#first || record.offset === record.log.from) {
      // A file begins with it; else it says what the records before it say.
      this.#state = prunedValue(record.snapshot().state, this.#ways);
    }
    this.#first = false;
  }
}
