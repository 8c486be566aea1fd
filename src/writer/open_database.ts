/**
 * One open database in the writer: its log and its snapshots.
 *
 * @module
 */
import type { Framer } from "../log/serializer.ts";
import type { OpenRequest, SnapshotRequest } from "./protocol.ts";
import type { OpenLog } from "./open_log.ts";
import type { SnapshotTurns } from "./snapshot_turns.ts";
import type { WriterParts } from "./writer.ts";
import type { Appender } from "./appender.ts";
import { Control } from "./control.ts";
import { LogWriter } from "./log_writer.ts";
import { SnapshotDesk } from "./snapshot_desk.ts";
import { toWire } from "./wire_error.ts";

/** What an open database works with. */
export interface DatabaseParts extends Required<WriterParts> {
  /** The number of the database. */
  readonly db: number;
  /** How it was opened. */
  readonly request: OpenRequest;
  /** The memory of its control words. */
  readonly control: SharedArrayBuffer;
  /** One snapshot at a time. */
  readonly turns: SnapshotTurns;
}

/** The log and the snapshots of one database. */
export class OpenDatabase {
  /** Writes its records. */
  readonly log: LogWriter;
  /** Makes its snapshots. */
  readonly desk: SnapshotDesk;
  readonly #parts: DatabaseParts;
  readonly #framer: Framer | undefined;
  readonly #appender: Appender;
  readonly #refuse: (cause: Error, ids: readonly number[]) => void;

  /** Takes over what was opened. */
  constructor(opened: OpenLog, parts: DatabaseParts) {
    const { appender, held, snapshot } = opened;
    const { db, port, request } = parts;
    this.#parts = parts;
    this.#framer = opened.framer;
    this.#appender = appender;
    const refuse = (cause: Error, ids: readonly number[]) => {
      const error = toWire(cause);
      const kind = "snapshotFailed";
      if (ids.length === 0) port.post({ kind, db, error });
      for (const id of ids) port.post({ kind, db, id, error });
    };
    const log = new LogWriter({
      ...parts,
      held,
      appender,
      readonly: request.readonly,
      sync: request.sync,
      control: new Control(parts.control),
      appended: () => this.desk.appended(),
      failed: (cause) => this.desk.abort(cause),
    });
    this.log = log;
    this.desk = new SnapshotDesk({
      ...parts,
      policy: request.snapshot,
      last: snapshot,
      log: {
        path: held.path,
        format: opened.opened.format,
        identity: opened.opened.identity,
        get end() {
          return appender.end;
        },
        get empty() {
          return appender.empty;
        },
        check: () => log.check(),
        hold: () => log.hold(),
        release: () => log.release(),
        fail: (cause) => log.fail(cause),
        beginRecord: () => appender.beginRecord(),
        addPiece: (bytes) => appender.addPiece(bytes),
        endRecord: () => appender.endRecord(),
        dropRecord: () => appender.dropRecord(),
      },
      made(info, ids) {
        if (ids.length === 0) port.post({ kind: "snapshot", db, info });
        for (const id of ids) port.post({ kind: "snapshot", db, id, info });
      },
      failed: refuse,
    });
    this.#refuse = refuse;
  }

  /** Makes a snapshot, unless the log takes no more records. */
  snapshot(id: number, request: SnapshotRequest): void {
    const { failure } = this.log;
    if (failure === undefined) this.desk.request(id, request);
    else this.#refuse(failure, [id]);
  }

  /** Answers with the number of the line (or record) at a byte offset. */
  count(id: number, offset: number): void {
    const { db, port } = this.#parts;
    const { file } = this.#appender;
    let line = 0;
    try {
      line = this.#framer?.countBefore(file, offset).line ?? line;
    } catch {
      // It is for the message of an error; that one matters, this one does not.
    }
    port.post({ kind: "counted", db, id, line });
  }

  /** Ends its snapshots, writes what is left and closes the file. */
  close(discard: boolean): void {
    if (discard || this.log.failure !== undefined) {
      this.desk.abort("the database was closed");
      this.log.close(discard);
    } else {
      this.desk.end(() => this.log.close(discard));
    }
  }
}
