/**
 * What a question of the bench is, and what it answers with.
 *
 * @module
 */
import type { Drawing } from "./curve.ts";
import { Folder } from "./folder.ts";
import type { Table } from "./table.ts";
import type { Verdict } from "./verdict.ts";

/** One question, in a file of its own under bench/. */
export interface Question {
  /** The name for `--only`: the file's name without its ending. */
  readonly name: string;
  /** The question as a person would ask it. */
  readonly title: string;
  answer(terms: Terms): Promise<Answer>;
}

/** What came out. */
export interface Answer {
  readonly tables: readonly Table[];
  readonly verdicts: readonly Verdict[];
  /** Every figure behind the tables, for the JSON file. */
  readonly figures: unknown;
  /** Remarks that belong under the tables. */
  readonly notes?: readonly string[] | undefined;
  /** Rows for the README: against whom, their setting, what Kanta does. */
  readonly digest?: readonly (readonly string[])[] | undefined;
  /** Curves to draw, by file name. */
  readonly drawings?: Readonly<Record<string, Drawing>> | undefined;
}

/** How thorough a run is, and what its questions share. */
export class Terms implements Disposable {
  /** The short form: small sizes, short rounds; figures, but no judgement. */
  readonly quick: boolean;
  readonly #only: readonly string[] | undefined;
  readonly #once = new Map<string, Promise<unknown>>();
  #folder: Folder | undefined;

  /** @param only The names of the questions that are asked. Default: all. */
  constructor(quick: boolean, only?: readonly string[]) {
    this.quick = quick;
    this.#only = only;
  }

  /** Whether any of these questions is asked: else nobody looks at the answer. */
  asks(...names: string[]): boolean {
    return this.#only === undefined ||
      names.some((name) => this.#only?.includes(name));
  }

  /** How many rounds in turn. */
  get rounds(): number {
    return this.quick ? 3 : 5;
  }

  /** A folder for files that several questions use; goes with the terms. */
  get folder(): Folder {
    return this.#folder ??= new Folder();
  }

  /** How long a round is, in milliseconds. */
  get roundMs(): number {
    return this.quick ? 15 : 75;
  }

  /** A size or duration: the full run's or the quick run's. */
  pick<Value>(full: Value, quick: Value): Value {
    return this.quick ? quick : full;
  }

  /** Measures once what several questions look at. */
  once<Value>(key: string, measure: () => Promise<Value>): Promise<Value> {
    const known = this.#once.get(key) as Promise<Value> | undefined;
    if (known !== undefined) return known;
    const value = measure();
    this.#once.set(key, value);
    return value;
  }

  [Symbol.dispose](): void {
    this.#folder?.[Symbol.dispose]();
  }

  /** Says on the terminal what is being measured. */
  say(text: string): void {
    console.error(`  ${text}`);
  }
}
