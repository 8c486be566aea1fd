/**
 * The step in which a log gets its new file.
 *
 * At every instant the name leads to the old file or to the new one, whole. The
 * old one has its second name, the archive's, durably before it loses the first.
 *
 * @module
 */
import { nameOf } from "../../../file/file_path.ts";
import type { LogFile } from "../../../file/log_file.ts";
import { loadSerializer } from "../../../format/load.ts";
import type { CancelTimer } from "../protocol/timers.ts";
import { isDatabaseError } from "../protocol/wire_error.ts";
import { RotationNames, writeMark } from "./mark.ts";
import type { RotationParts } from "./rotated_log.ts";
import type { TaskTalk } from "./talk.ts";
import type { Cut } from "./protocol.ts";

/** The bytes left to follow that are few enough to hold commits back. */
const FEW = 65536;
/** After so many rounds in a row that gained nothing it is given up. */
const MAX_IDLE_ROUNDS = 10;
/** How long the task may take for the last step, in which commits wait. */
const PATIENCE_MS = 30_000;

/** How the log was moved. */
export interface Moved {
  /** The length of the new file in bytes. */
  readonly size: number;
  /** How many changes it has. */
  readonly kept: number;
  /** Whether the name of the new file is durable. */
  readonly named: boolean;
  /** The old file. */
  readonly old: LogFile;
  /** Whether the archive is a copy, and not the old file. */
  readonly copied: boolean;
}

/** Replaces the file of a log by one that begins later. */
export class Replacement {
  readonly #parts: RotationParts;
  readonly #talk: TaskTalk;
  readonly #cut: Cut;
  readonly #archive: string;
  readonly #names: RotationNames;
  #held = false;
  #patience: CancelTimer = () => {};

  /** The name of the archive that is to have what comes before the cut. */
  constructor(
    parts: RotationParts,
    talk: TaskTalk,
    cut: Cut,
    archive: string,
  ) {
    this.#parts = parts;
    this.#talk = talk;
    this.#cut = cut;
    this.#archive = archive;
    this.#names = new RotationNames(parts.log.path);
  }

  /** Lets commits go on. */
  letGo(): void {
    this.#patience();
    if (this.#held) this.#parts.log.release();
    this.#held = false;
  }

  /** Makes the new file and gives it the log's name; on failure all is as it was. */
  async run(): Promise<Moved> {
    const { log, disk } = this.#parts;
    const { mark, draft, copy } = this.#names;
    const archive = this.#archive;
    const old = log.file;
    let next: LogFile | undefined;
    let moved = false;
    try {
      // What goes is durable before it is only in the archive.
      log.sync();
      const copied = !this.#link();
      disk.writeNew(draft, [], log.path);
      next = disk.open(draft, { create: false, readonly: false }).file;
      if (!next.tryLock()) throw new Error(`"${draft}" is locked by another`);
      // The second name is durable before the first one may go.
      disk.syncFolder(log.path);
      const framer = (await loadSerializer(log.format)).createFramer();
      await this.#fill(copied ? copy : undefined);
      const end = this.#hold();
      const done = await this.#talk.ask({ kind: "finish", end }, "done");
      if (next.size !== done.size) {
        throw new Error(
          `the new file has ${next.size} bytes and should have ${done.size}`,
        );
      }
      framer.readHeader(next);
      this.#talk.demandGoing();
      if (copied) {
        disk.rename(copy, archive);
        disk.syncFolder(archive);
      }
      const { snapshot, size, kept } = done;
      log.moveTo({ file: next, draft, end: size, framer, snapshot });
      moved = true;
      const named = this.#settle();
      this.letGo();
      return { named, size, kept, old, copied };
    } catch (error) {
      if (!moved) {
        next?.close();
        this.#undo([draft, copy, archive], mark);
      }
      throw error;
    }
  }

  /** Marks what is being done, and gives the log its second name; false: it can't. */
  #link(): boolean {
    const { log, disk } = this.#parts;
    const [cut, archive] = [this.#cut, this.#archive];
    const { mark } = this.#names;
    const said = {
      archive: nameOf(archive),
      cut: cut.offset,
      rev: cut.rev,
    };
    writeMark(disk, mark, { ...said, copied: false });
    // Before all that it tells of.
    disk.syncFolder(mark);
    try {
      disk.link(log.path, archive);
      return true;
    } catch (error) {
      if (isDatabaseError(error)) throw error;
      disk.remove(mark);
      writeMark(disk, mark, { ...said, copied: true });
      disk.syncFolder(mark);
      return false;
    }
  }

  /** Has the new file written, until little is left. */
  async #fill(copy: string | undefined): Promise<void> {
    const { log, once } = this.#parts;
    const cut = this.#cut;
    const { draft } = this.#names;
    const { end } = log;
    let { position } = await this.#talk.ask(
      { kind: "begin", draft, end, cut, once, copy },
      "at",
    );
    let last = Infinity;
    for (let idle = 0; log.end - position > FEW;) {
      const left = log.end - position;
      idle = left < last ? 0 : idle + 1;
      if (idle > MAX_IDLE_ROUNDS) {
        throw new Error("commits come faster than it can follow them");
      }
      last = left;
      ({ position } = await this.#talk.ask(
        { kind: "follow", end: log.end },
        "at",
      ));
    }
  }

  /** Keeps commits waiting from now on; the end of the log. */
  #hold(): number {
    const { log, clock } = this.#parts;
    if (log.waiting) throw new Error("records wait for room on the disk");
    log.check();
    log.hold();
    this.#held = true;
    this.#patience = clock.setTimer(
      () => this.#talk.abort(new Error(`no answer came for ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    );
    return log.end;
  }

  /** Makes the name durable; whether it is. */
  #settle(): boolean {
    const { log } = this.#parts;
    try {
      return log.settleName();
    } catch (error) {
      log.fail(error);
      throw error;
    }
  }

  /** Removes what was made, as far as that can be; the mark last. */
  #undo(paths: readonly string[], mark: string): void {
    const { disk, log } = this.#parts;
    const { dev, ino } = disk.identify(log.path) ?? {};
    const { identity } = log;
    // Else the archive may be the last name that the log has.
    if (dev !== identity.dev || ino !== identity.ino) return;
    try {
      for (const path of paths) if (!disk.isFree(path)) disk.remove(path);
      disk.syncFolder(mark);
      if (!disk.isFree(mark)) disk.remove(mark);
    } catch {
      return; // the mark stays, so that the next opening does it
    }
  }
}
