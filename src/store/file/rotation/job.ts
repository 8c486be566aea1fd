/**
 * One rotation, as the writer sees it.
 *
 * What the new file begins with is made elsewhere, from the log. The writer goes on
 * meanwhile; only for the last step, when little is left to follow, are records
 * held back: the new file is synced then, and gets the log's name. The archive is
 * cut only when the name durably leads to the new file.
 *
 * @module
 */
import { DatabaseError } from "../../../errors.ts";
import { nextArchive } from "../../../history/reader/archives.ts";
import type {
  RotationReport,
  RotationRequest,
} from "../../../keep/rotation.ts";
import { isDatabaseError } from "../protocol/wire_error.ts";
import { packArchives, removeArchives } from "./archive_care.ts";
import { finishLeftovers } from "./leftovers.ts";
import { RotationNames } from "./mark.ts";
import type { Cut, Plan } from "./protocol.ts";
import { type Moved, Replacement } from "./replacement.ts";
import { nothingDone, planned } from "./report.ts";
import type { RotationParts } from "./rotated_log.ts";
import { TaskTalk } from "./talk.ts";

/** Rotates a log once. */
export class Rotation {
  /** The outcome. */
  readonly done: Promise<RotationReport>;
  readonly #parts: RotationParts;
  readonly #request: RotationRequest;
  readonly #names: RotationNames;
  readonly #talk: TaskTalk;
  #replacement: Replacement | undefined;

  /** Begins. */
  constructor(parts: RotationParts, request: RotationRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#names = new RotationNames(parts.log.path);
    this.#talk = new TaskTalk(parts);
    this.done = this.#run().catch((error) => {
      throw about(error, parts.log.path);
    }).finally(() => {
      this.#replacement?.letGo();
      this.#talk.end();
    });
  }

  /** Ends it, if the file has not got its place yet; `done` rejects then. */
  abort(cause: Error): void {
    this.#talk.abort(cause);
    this.#replacement?.letGo();
  }

  async #run(): Promise<RotationReport> {
    const { log, disk } = this.#parts;
    const request = this.#request;
    const finished = request.dryRun
      ? undefined
      : await finishLeftovers(log, disk);
    const { end } = log;
    const plan = await this.#plan(end);
    const { cut } = plan;
    if (cut === undefined) {
      const deleted = removeArchives(this.#parts, request);
      return { ...nothingDone(plan, request, end), deleted, finished };
    }
    const archive = nextArchive(this.#parts.disk, log.path, cut.ts);
    const report = { ...planned(plan, request, end), archive, finished };
    if (request.dryRun) {
      const deleted = removeArchives(this.#parts, request, archive);
      return { ...report, deleted };
    }
    this.#replacement = new Replacement(
      this.#parts,
      this.#talk,
      cut,
      archive,
    );
    const moved = await this.#replacement.run();
    return {
      ...report,
      kept: moved.kept,
      bytesAfter: moved.size,
      ...await this.#tidy(cut, archive, moved, report.notes),
    };
  }

  /** Cuts the archive and sees to all. The log is in its new file, come what may. */
  async #tidy(
    cut: Cut,
    archive: string,
    { named, old, copied }: Moved,
    notes: readonly string[],
  ): Promise<Pick<RotationReport, "archive" | "deleted" | "notes">> {
    const { disk } = this.#parts;
    try {
      if (!named) throw new Error("too many files are open to sync the folder");
      if (!copied) {
        old.truncate(cut.offset);
        old.sync();
      }
      disk.remove(this.#names.mark);
      const name = this.#request.gzip ? await this.#pack(archive) : archive;
      const deleted = removeArchives(this.#parts, this.#request);
      return { archive: name, deleted, notes };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const note =
        `not all could be done with the archives: ${reason}; what is ` +
        "left is done with the next opening, or the next rotation";
      return { archive, deleted: [], notes: [...notes, note] };
    }
  }

  async #plan(end: number): Promise<Plan> {
    const { log } = this.#parts;
    const { path, format } = log;
    const request = this.#request;
    const order = { kind: "plan", path, format, end, request } as const;
    const { plan, identity } = await this.#talk.ask(order, "planned");
    const { dev, ino } = log.identity;
    if (identity.dev !== dev || identity.ino !== ino) {
      throw new Error("its path names another file");
    }
    return plan;
  }

  /** Compresses the archives that are not; the name of the new one. */
  async #pack(archive: string): Promise<string> {
    const { packed } = this.#names;
    return await packArchives(
      this.#parts,
      archive,
      async (from) =>
        void await this.#talk.ask(
          { kind: "compress", from, into: packed },
          "compressed",
        ),
      packed,
    );
  }
}

/** The error of a rotation, naming the log. */
function about(error: unknown, path: string): Error {
  if (isDatabaseError(error)) {
    if (error.path === undefined) Reflect.set(error, "path", path);
    return error;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError(`Cannot rotate "${path}": ${reason}`, {
    path,
    cause: error,
  });
}
