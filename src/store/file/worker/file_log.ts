/**
 * A log in a file, as the writer keeps it: its records and its snapshots.
 *
 * @module
 */
import type { LogHolder } from "../../../errors.ts";
import type { ListedFileSystem } from "../../../file/log_file.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import type { OnceBounds } from "../../../log/once_keys.ts";
import type { Framer } from "../../../log/serializer.ts";
import type {
  Host,
  Hosted,
  HostedLog,
  HostRequest,
  OpenRequest,
  RecordBatch,
} from "../../hosted_log.ts";
import type { Port } from "../protocol/protocol.ts";
import type { SnapshotRequest } from "../../store.ts";
import type { StartMaker } from "../checkpoint/protocol.ts";
import { SYSTEM_TIMERS, type Timers } from "../protocol/timers.ts";
import type { SharedEnd } from "../protocol/shared_end.ts";
import { SharedProgress } from "../protocol/shared_memory.ts";
import { LogPlace } from "./log_place.ts";
import { LogView } from "./log_view.ts";
import { LogWriter } from "./log_writer.ts";
import type { LoadRotation, Rotations } from "./rotation_door.ts";
import { type OpenedLog, openLog } from "./open_log.ts";
import { Mutex, SnapshotScheduler } from "../checkpoint/scheduler.ts";
import { addressOfText, IN_SOURCE } from "../protocol/module_worker.ts";
import { toWire } from "../protocol/wire_error.ts";

/** The parts that the logs of files work with. */
export interface FileParts {
  /** Where replies go. */
  readonly port: Port;
  /** The disk. */
  readonly disk: ListedFileSystem;
  /** Starts the maker of a snapshot. */
  readonly startMaker: StartMaker;
  /** Loads what rotates a log. Default: from the sources, or the given text. */
  readonly loadRotation?: LoadRotation | undefined;
  /** The time. Default: the system's. */
  readonly clock?: Timers | undefined;
}

/** The parts that the log of a file works with. */
export interface FileLogParts extends FileParts {
  /** The time. */
  readonly clock: Timers;
  /** One snapshot at a time. */
  readonly mutex: Mutex;
}

/** Loads it from the sources, or from the text that came with the wish. */
const loadRotation: LoadRotation = async (program) => {
  const { href } = IN_SOURCE
    ? new URL("../rotation/rotation_worker.ts", import.meta.url)
    : addressOfText(program);
  return { module: await import(href), address: href };
};

/** A log is rotated by itself so often at most. */
const ROTATION_MS = 3_600_000;

/** Opens the logs of files, one snapshot at a time. */
export function fileHost(parts: FileParts): Host {
  const { clock = SYSTEM_TIMERS } = parts;
  const mutex = new Mutex();
  return (asked) => hostFile(asked, { ...parts, clock, mutex });
}

async function hostFile(
  asked: HostRequest,
  parts: FileLogParts,
): Promise<Hosted> {
  const { disk, clock } = parts;
  const { signal, found } = asked;
  const end = await endOf(asked.request);
  const opened = await openLog(asked.request, { disk, clock, signal, found });
  return {
    log: new FileLog(opened, asked, parts, end),
    opened: opened.opened,
    transfer: opened.transfer,
  };
}

/** Where the end of the log is told, loaded where somebody follows it. */
async function endOf({ end }: OpenRequest): Promise<SharedEnd | undefined> {
  if (end === undefined) return undefined;
  const { SharedEnd } = await import("../protocol/shared_end.ts");
  return new SharedEnd(end);
}

/** The log of one database in a file. */
class FileLog implements HostedLog {
  readonly #log: LogWriter;
  readonly #snapshots: SnapshotScheduler;
  readonly #db: number;
  readonly #port: Port;
  readonly #place: LogPlace;
  readonly #view: LogView;
  readonly #parts: FileLogParts;
  #rotations: Promise<Rotations> | undefined;
  readonly #once: OnceBounds | undefined;
  readonly #readonly: boolean;
  #framer: Framer | undefined;
  /** Whether main is asked once an hour if the log is to be rotated. */
  #rotates = false;
  /** When it was asked last, by the clock. */
  #asked: number;
  readonly #end: SharedEnd | undefined;
  #cutTail: OpenedLog["cutTail"];

  /** Takes over what was opened. */
  constructor(
    opened: OpenedLog,
    { db, request, progress }: HostRequest,
    parts: FileLogParts,
    end: SharedEnd | undefined,
  ) {
    const { port, disk, clock, startMaker, mutex } = parts;
    const { appender, held, snapshot, framer } = opened;
    const shared = new SharedProgress(progress);
    const place = new LogPlace(held, appender, {
      progress: shared,
      disk,
      clock,
    });
    this.#db = db;
    this.#port = port;
    this.#place = place;
    this.#parts = parts;
    this.#asked = clock.now();
    this.#once = request.once;
    this.#readonly = request.readonly;
    this.#framer = framer;
    this.#cutTail = opened.cutTail;
    this.#end = end;
    end?.note(appender.end);
    this.#log = new LogWriter({
      db,
      place,
      readonly: request.readonly,
      sync: request.sync,
      progress: shared,
      disk,
      clock,
      port,
      appended: () => {
        end?.note(place.appender.end);
        this.#snapshots.appended();
        if (this.#rotates) this.#askForRotation();
      },
      failed: (cause) => {
        end?.finish();
        this.#snapshots.abort(cause);
      },
    });
    this.#view = new LogView(opened.opened, place, this.#log);
    this.#snapshots = new SnapshotScheduler({
      startMaker,
      clock,
      mutex,
      policy: request.snapshot,
      once: request.once,
      last: snapshot,
      log: this.#view,
      made: (info, ids) => {
        end?.note(place.appender.end);
        port.post({ kind: "snapshot", db, ids, info });
      },
      failed: (cause, ids) => this.#refuse(cause, ids),
    });
  }

  /**
   * Once an hour main is asked whether the log is to be rotated: it has the clock
   * that ages are counted by.
   */
  #askForRotation(): void {
    const now = this.#parts.clock.now();
    if (now - this.#asked < ROTATION_MS) return;
    this.#asked = now;
    this.#port.post({ kind: "rotationDue", db: this.#db });
  }

  /** Rotates the log, by what is loaded with the first wish. */
  rotate(id: number, request: RotationRequest, program: string): void {
    const [db, port] = [this.#db, this.#port];
    this.#rotates ||= request.again ?? false;
    this.#rotations ??= this.#loadRotations(program);
    this.#rotations.then(
      (rotations) => rotations.request(id, request),
      (error) => port.post({ kind: "rotated", db, id, error: toWire(error) }),
    );
  }

  async #loadRotations(program: string): Promise<Rotations> {
    const load = this.#parts.loadRotation ?? loadRotation;
    const { module, address } = await load(program);
    return module.rotationsOf({
      ...this.#parts,
      db: this.#db,
      view: this.#view,
      place: this.#place,
      log: this.#log,
      snapshots: this.#snapshots,
      once: this.#once,
      moved: (framer) => {
        this.#framer = framer;
        this.#end?.note(this.#place.appender.end);
      },
    }, address);
  }

  /** Cuts the torn tail off: whoever opened the log has found all well. */
  accept(id: number): void {
    const answer = { kind: "accepted", db: this.#db, id } as const;
    try {
      const saved = this.#cutTail?.();
      this.#cutTail = undefined;
      this.#port.post({ ...answer, saved });
    } catch (error) {
      this.#port.post({ ...answer, error: toWire(error) });
    }
  }

  #refuse(cause: Error, ids: readonly number[]): void {
    const error = toWire(cause);
    this.#port.post({ kind: "snapshotFailed", db: this.#db, ids, error });
  }

  /**
   * Appends records, or queues them while it can't: never behind a torn tail,
   * where they would be lost.
   */
  append(batch: RecordBatch): void {
    if (this.#cutTail === undefined) this.#log.append(batch);
    else this.#log.fail(new Error("records came before the torn tail was cut"));
  }

  /** Answers when all that came before is written, or synced. */
  flush(durable: boolean): void {
    this.#log.flush(durable);
  }

  /** Makes a snapshot, unless the log takes no more records. */
  snapshot(id: number, request: SnapshotRequest): void {
    const { failure } = this.#log;
    if (failure === undefined) this.#snapshots.request(id, request);
    else this.#refuse(failure, [id]);
  }

  /** Answers with the number of the line (or record) at a byte offset. */
  count(id: number, offset: number): void {
    let line = 0;
    try {
      line = this.#framer?.countBefore(this.#place.held.file, offset).line ??
        line;
    } catch {
      // The line is for the message of an error, which matters; this one does not.
    }
    this.#port.post({ kind: "counted", db: this.#db, id, line });
  }

  /** Who has the lock: this program, or who the system names to a reader. */
  holder(): Promise<LogHolder | undefined> {
    const known = this.#parts.disk.holder(this.#place.held.identity);
    const own = this.#readonly ? undefined : { pid: Deno.pid };
    return Promise.resolve(known ?? own);
  }

  /** Ends its rotation and snapshots, writes what is left and closes the file. */
  close(discard: boolean): void {
    const close = () => this.#endSnapshots(discard);
    if (this.#rotations === undefined) return close();
    const cause = new Error("the database was closed");
    this.#rotations.then((rotations) => rotations.end(cause, close), close);
  }

  #endSnapshots(discard: boolean): void {
    if (discard || this.#log.failure !== undefined) {
      this.#snapshots.abort("the database was closed");
      this.#close(discard);
    } else {
      this.#snapshots.end(() => this.#close(discard));
    }
  }

  #close(discard: boolean): void {
    this.#log.close(discard);
    this.#end?.finish();
  }
}
