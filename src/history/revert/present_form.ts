/**
 * States in the form that the data has now: those of older schema versions are
 * migrated, or refused where nothing leads from there.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import type { Replayed } from "../../replay/replayer.ts";
import type { LiveDatabase } from "../live_past.ts";
import { RevertError } from "./revert_error.ts";

/** The form that the data of an open database has. */
export class PresentForm {
  /** The schema version of the data. */
  readonly version: number;
  readonly #upgrade: (past: Replayed) => object | undefined;

  private constructor(
    version: number,
    upgrade: (past: Replayed) => object | undefined,
  ) {
    this.version = version;
    this.#upgrade = upgrade;
  }

  /** The form of this database. */
  static async of(db: LiveDatabase): Promise<PresentForm> {
    const { version } = db.position;
    return new PresentForm(version, await db.upgradePast());
  }

  /** Whether a state has it: the empty one before all records has any. */
  fits({ rev, version }: Replayed): boolean {
    return rev === 0 || version === this.version;
  }

  /**
   * A state in this form: itself, or migrated and of its own. `what` says what
   * can't be done without.
   *
   * @throws {RevertError} Where no migrations lead there, or one fails.
   */
  of(past: Replayed, what: () => string): unknown {
    if (this.fits(past)) return past.state;
    let state: object | undefined;
    try {
      state = this.#upgrade(past);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const path = cause instanceof DatabaseError ? cause.path : undefined;
      throw new RevertError(`${what()}: ${reason}`, { cause, path });
    }
    if (state !== undefined) return state;
    const { version } = past;
    throw new RevertError(
      `${what()}: it is of schema version ${version}, and the data is of ` +
        `version ${this.version} now; ` +
        (version < this.version
          ? "give the migrations that lead there, or do it by a transaction"
          : "use the newer program that made it"),
      {},
    );
  }
}
