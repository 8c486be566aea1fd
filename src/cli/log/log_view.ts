/**
 * Records on their way to the output: as text, as they stand in the file, or as
 * lines of JSON.
 *
 * @module
 */
import { redactionsOf } from "../../log/redaction.ts";
import type { ChangeRecord } from "../../record.ts";
import { printable } from "../../changelog/text/printable.ts";
import { recordedChange } from "../../history/changes/recorded_change.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import type { Application } from "../application.ts";
import type { Invocation } from "../command.ts";
import { JsonLines } from "../../history/shown/json_lines.ts";
import { lineText } from "../output/line_text.ts";
import { RecordView } from "../output/record_view.ts";
import { ShownChain } from "../output/shown_chain.ts";
import { SnapshotLabels } from "./snapshot_labels.ts";
import type { Selected } from "./selection.ts";
import { jsonLine } from "../output/safe_json.ts";

const decoder = new TextDecoder();

/** Shows records one by one. */
export class LogView {
  readonly #invocation: Invocation;
  readonly #json: JsonLines;
  readonly #view: RecordView;
  readonly #beside: RecordView;
  readonly #labels: SnapshotLabels;
  readonly #raw: boolean;

  /** Takes how it is shown, and of which log. */
  constructor(
    invocation: Invocation,
    application: Application,
    chain: ShownChain,
    reader: RecordReader,
  ) {
    const { args, display } = invocation;
    const quiet = args.has("quiet");
    const unlit = new ShownChain(
      application.formatters,
      chain.mask,
      display.marks.mask,
    );
    this.#invocation = invocation;
    this.#json = new JsonLines(application.types, chain.mask);
    this.#view = new RecordView(display, chain, quiet, application.types);
    this.#beside = new RecordView(display, unlit, quiet, application.types);
    this.#labels = new SnapshotLabels(reader);
    this.#raw = args.has("raw");
  }

  /** The day that was told last; who goes on where another ended, gives it on. */
  get day(): string {
    return this.#view.day;
  }

  set day(day: string) {
    this.#view.day = day;
  }

  /** Shows a record; to be awaited where a promise is returned. */
  show(selected: Selected): Promise<void> | undefined {
    const { json, out, display } = this.#invocation;
    if (this.#raw) return out.line(this.#rawLine(selected.record));
    if (json) return out.line(jsonLine(this.#result(selected)));
    const { record, changes, beside } = selected;
    const view = beside ? this.#beside : this.#view;
    const lines = record.kind === "change"
      ? view.lines({
        label: `r${record.rev}`,
        ts: record.ts,
        action: record.change().a,
        user: record.change().u,
        note: noteOf(record.change()),
        redacted: redactionsOf(record.change()),
        changes,
      })
      : view.lines({
        label: this.#labels.of(record),
        ts: record.ts,
        snapshot: {
          rev: record.rev,
          version: record.version,
          mtime: record.snapshotHead().m,
          size: record.end - record.offset,
        },
        changes,
      });
    return out.write(
      lines.map((line) => `${lineText(line, display)}\n`).join(""),
    );
  }

  /** A record as it stands in the file; of a binary one its payload as JSON. */
  #rawLine({ log, kind, payload, offset, end }: LogRecord): string {
    if (log.format === "msgpack") {
      const { serializer } = log;
      return this.#json.text(
        kind === "change"
          ? serializer.decodeChange(payload)
          : serializer.decodeSnapshot(payload),
      );
    }
    const line = decoder.decode(log.source.read(offset, end - offset))
      .replace(/\r?\n$/, "");
    // In a pipe it is the line itself, byte for byte.
    return this.#invocation.display.terminal ? printable(line) : line;
  }

  #result({ record, changes }: Selected): Record<string, unknown> {
    const { kind, rev, line, offset, ts, version } = record;
    const masked: string[] = [];
    if (kind === "snapshot") {
      return {
        type: "snapshot",
        label: this.#labels.of(record),
        rev,
        line,
        offset,
        ts,
        mtime: record.snapshotHead().m,
        version,
        bytes: record.end - offset,
        places: this.#json.changes(changes, masked),
        masked,
      };
    }
    const change = recordedChange(record.change(), record, changes);
    return this.#json.recorded({ ...change, line, offset });
  }
}

/** The reason that a record gives; another program may mean something else by it. */
function noteOf({ n }: ChangeRecord): string | undefined {
  return typeof n === "string" ? n : undefined;
}
