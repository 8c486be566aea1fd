/**
 * What a suite counted, and what must be 0.
 *
 * @module
 */

/** So many failures are told in full; the others are counted. */
const MOST_TOLD = 5;

/** A tally as plain data. */
export interface TallyText {
  readonly counts: readonly (readonly [string, number])[];
  readonly faults: readonly (readonly [string, number])[];
  readonly told: readonly string[];
  readonly unavailable?: string | undefined;
}

/** Counts of one run of a suite. */
export class Tally {
  /** What was done and seen, by name. */
  readonly counts = new Map<string, number>();
  /** What must be 0, by name. */
  readonly faults = new Map<string, number>();
  /** The first failures, each with what repeats it. */
  readonly told: string[] = [];
  /** Why there is nothing to count, where a machine lacks something. */
  unavailable: string | undefined;

  /** Makes a tally in which these must stay 0. */
  constructor(...faults: string[]) {
    for (const fault of faults) this.faults.set(fault, 0);
  }

  /** Makes a tally again. */
  static from({ counts, faults, told, unavailable }: TallyText): Tally {
    const tally = new Tally();
    for (const [what, count] of counts) tally.counts.set(what, count);
    for (const [what, count] of faults) tally.faults.set(what, count);
    tally.told.push(...told);
    tally.unavailable = unavailable;
    return tally;
  }

  /** As plain data, for another isolate or process. */
  toJSON(): TallyText {
    const { counts, faults, told, unavailable } = this;
    return { counts: [...counts], faults: [...faults], told, unavailable };
  }

  /** Counts something that is no failure. */
  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  /** Keeps the largest of the values. */
  most(what: string, value: number): void {
    this.counts.set(what, Math.max(this.counts.get(what) ?? 0, value));
  }

  /** Counts a failure; `where` repeats it. */
  fault(what: string, where: string): void {
    this.faults.set(what, (this.faults.get(what) ?? 0) + 1);
    if (this.told.length < MOST_TOLD) this.told.push(`${what}: ${where}`);
  }

  /** How many failures there are. */
  get failures(): number {
    return this.faults.values().reduce((sum, count) => sum + count, 0);
  }

  /** Adds what another tally counted. */
  add(other: Tally): void {
    for (const [what, count] of other.counts) {
      if (what.endsWith("at most")) this.most(what, count);
      else this.count(what, count);
    }
    for (const [what, count] of other.faults) {
      this.faults.set(what, (this.faults.get(what) ?? 0) + count);
    }
    this.told.push(...other.told.slice(0, MOST_TOLD - this.told.length));
  }

  /** Throws when something that must be 0 is not. */
  assertSound(): void {
    if (this.failures === 0) return;
    const counts = [...this.faults].map(([what, count]) => `${what} ${count}`);
    throw new Error(`${counts.join(", ")}\n${this.told.join("\n")}`);
  }
}
