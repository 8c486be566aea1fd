/**
 * A part of a log as a page: one file that shows it anywhere, without a server.
 *
 * @module
 */
import { ENCODER } from "../../values/characters.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "../../history/open_history.ts";
import { type RangeInput, rangeList } from "../../history/point/span.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { Mask } from "../../history/shown/mask.ts";
import { streamOf } from "../../history/stream.ts";
import { MEMORY } from "../../file/file_path.ts";
import { type PageFiles, pageFiles } from "../http/page_files.ts";
import type { EmbeddedFacts } from "../wire/embedded.ts";
import { documentOf } from "./document.ts";
import { exportedLog, type Part, partOf } from "./exported_log.ts";

/** How a page is made. */
export interface ExportOptions extends HistoryOptions {
  /** Ranges such as `7d`; they restrict one another. Default: all. */
  readonly range?: RangeInput | readonly RangeInput[] | undefined;
  /**
   * Patterns of places that are masked, from the root, beside the usual keys of
   * secrets (`*password*`, `*token`, ...); false: nothing is. Default: the usual keys.
   */
  readonly mask?: readonly string[] | false | undefined;
  /** The file as it is named in a command. Default: its path. */
  readonly name?: string | undefined;
  /** Ends it; it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A page that was made. */
export interface ExportedPage {
  /** The first revision that it has. */
  readonly from: number;
  /** The last one. */
  readonly to: number;
  /** The page, to be written to a file. */
  readonly html: string;
  /** How many changes it has. */
  readonly changes: number;
}

/** The parts of the page that are of one's own. */
export interface ExportParts {
  /** The program and look of the page. */
  readonly files?: (() => Promise<PageFiles>) | undefined;
}

/**
 * Makes a page of a part of a log: its timeline, states and differences, to be
 * opened from disk and sent to others. What is masked is not in it.
 *
 * The log may be written to meanwhile. From a checkout, run `deno task build` once
 * before.
 *
 * @throws {FileLockError} When there is no log.
 * @throws {PointError} For a range that can't be read, has no change, or has more
 * than 256 MB.
 * @throws {ReplayError} When a record can't be read, or records are missing
 * between an archive and the file.
 */
export function exportPage(
  log: LogInput,
  options: ExportOptions = {},
): Promise<ExportedPage> {
  return ownExport(log, options, {});
}

/** The same with parts of one's own. */
export async function ownExport(
  log: LogInput,
  options: ExportOptions,
  { files = () => pageFiles("exported") }: ExportParts,
): Promise<ExportedPage> {
  const { range = [], mask = [], signal } = options;
  const secret = new Mask(mask === false ? [] : mask, mask === false);
  const stream = streamOf(signal, async function* () {
    // Own types stay as they are written: the page has no codec.
    using reader = await openHistory(log, { ...options, types: [] });
    let part: Part | undefined;
    for (const found of partOf(reader, rangeList(range), clockOf(options))) {
      if (found === undefined) yield undefined;
      else part = found;
    }
    if (part === undefined) throw new TypeError("No part was found");
    for (const made of exportedLog(reader, part, secret)) {
      if (made === undefined) yield undefined;
      else {
        const { from, to, places } = made;
        const facts = { info: infoOf(reader, made, options), mask, places };
        const changes = places.offsets.length;
        const data = await packed(facts, made.log);
        yield {
          from,
          to,
          changes,
          html: await documentOf(await files(), data),
        };
      }
    }
  });
  const [page] = await Array.fromAsync(stream);
  if (page === undefined) throw new TypeError("No page was made");
  return page;
}

function infoOf(
  reader: RecordReader,
  { from, to }: Part,
  { name = reader.log.path || MEMORY, zone = "UTC", mask }: ExportOptions,
): EmbeddedFacts["info"] {
  return {
    schema: 1,
    file: nameOf(name),
    path: name,
    rev: to,
    base: from - 1,
    records: to - from + 1 + (from > 1 ? 1 : 0),
    size: reader.logs.reduce((sum, { size }) => sum + size, 0),
    format: reader.log.format,
    files: reader.logs.map(({ path }) => nameOf(path)),
    live: false,
    zone,
    now: Temporal.Now.instant().toString(),
    masks: mask !== false,
    notes: [],
    part: { from, to, rev: reader.rev },
  };
}

function nameOf(path: string): string {
  return path.replace(/^.*[/\\]/, "") || MEMORY;
}

/** The data as it is embedded. */
async function packed(
  facts: EmbeddedFacts,
  log: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const head = ENCODER.encode(`${JSON.stringify(facts)}\n`);
  const stream = new Blob([head, log]).stream()
    .pipeThrough(new CompressionStream("deflate-raw"));
  return await new Response(stream).bytes();
}
