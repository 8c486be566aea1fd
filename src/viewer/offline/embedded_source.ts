/**
 * The source of a page that has its data with it: a part of a log, answered by what
 * answers of a whole one, and told where its records stood.
 *
 * @module
 */
import { Answers } from "../answers/answers.ts";
import type { Source } from "../wire.ts";
import type { EmbeddedFacts } from "../wire/embedded.ts";
import type { LiveNews } from "../wire/log.ts";
import type { RecordAnswer } from "../wire/timeline.ts";

/** Answers of what is embedded. */
export class EmbeddedSource implements Source {
  readonly #facts: EmbeddedFacts;
  readonly #log: Answers;
  /** How many records stand before the first change: the state that it begins with. */
  readonly #before: number;

  /** Takes the facts, and the part as JSON lines. */
  constructor(facts: EmbeddedFacts, log: Uint8Array) {
    const { info: { zone, path, base }, mask } = facts;
    this.#facts = facts;
    this.#before = base > 0 ? 1 : 0;
    this.#log = new Answers(() => log, { zone, name: path, mask });
  }

  readonly info: Source["info"] = () => Promise.resolve(this.#facts.info);
  readonly density: Source["density"] = (query) => this.#log.density(query);
  readonly chips: Source["chips"] = (query) => this.#log.chips(query);
  readonly search: Source["search"] = (query, stop) =>
    this.#log.search(query, stop);
  readonly state: Source["state"] = (query) => this.#log.state(query);
  readonly blame: Source["blame"] = (query) => this.#log.blame(query);
  readonly values: Source["values"] = (query) => this.#log.values(query);
  readonly value: Source["value"] = (query) => this.#log.value(query);
  readonly point: Source["point"] = (query) => this.#log.point(query);
  readonly compare: Source["compare"] = (query) => this.#log.compare(query);

  readonly records: Source["records"] = async (query) => {
    const answer = await this.#log.records(query);
    const rows = answer.rows.map((row) => {
      if (row.kind !== "change") return row;
      const { id = row.id, bytes } = this.#placeOf(row.index);
      return { ...row, id, bytes };
    });
    return { ...answer, rows };
  };

  readonly record: Source["record"] = async (query) => {
    const answer = await this.#log.record(query);
    if (answer.kind !== "change") return { ...answer, file: "", line: null };
    const { id = answer.id, ...place } = this.#placeOf(answer.index);
    return { ...answer, ...place, id };
  };

  /** The state that the part begins with is no snapshot of the log. */
  readonly stats: Source["stats"] = async (query) => ({
    ...await this.#log.stats(query),
    snapshots: 0,
    snapshotBytes: 0,
    recent: [],
  });

  /** Nothing is added. */
  async *live(): AsyncGenerator<LiveNews> {}

  /** Where a change stood in the log that the part is of. */
  #placeOf(
    index: number,
  ): Pick<RecordAnswer, "file" | "line" | "offset" | "bytes" | "id"> {
    const { places, info } = this.#facts;
    const at = index - this.#before;
    return {
      file: info.files[places.files[at] ?? 0] ?? info.file,
      line: places.lines[at] ?? null,
      offset: places.offsets[at] ?? 0,
      bytes: places.bytes[at] ?? 0,
      id: places.ids[at] ?? undefined,
    };
  }
}
