/**
 * The channel to a log that has a mirror, which a worker of its own keeps.
 *
 * What becomes of the mirror is told, and changes nothing for the log.
 *
 * @module
 */
import { DatabaseError } from "../../../errors.ts";
import { demandPermission } from "../../../file/permission.ts";
import type { TornTail } from "../../../log/log_content.ts";
import type { MirrorStatus, StoreOptions } from "../../store.ts";
import type { MirrorNews, MirrorOrder } from "../mirror/mirror_protocol.ts";
import { ModuleWorker, workerProgram } from "../protocol/module_worker.ts";
import { SharedEnd } from "../protocol/shared_end.ts";
import { SYSTEM_TIMERS } from "../protocol/timers.ts";
import { databaseError } from "../protocol/wire_error.ts";
import { Channel } from "./channel.ts";
import type { JoinedLog, TellFile } from "./joined_log.ts";

/** How long a mirror that tells nothing is waited for when the log is closed. */
const PATIENCE_MS = 5000;

/** The mirroring of a log that is to be opened. */
export class Mirroring {
  readonly #path: string;
  readonly #end = new SharedEnd();

  /**
   * Mirrors into this file.
   *
   * @throws {FileLockError} When the program may not read or write it.
   */
  constructor(path: string) {
    demandPermission(path, false);
    this.#path = path;
  }

  /** The memory where the writer tells the log's end. */
  get buffer(): SharedArrayBuffer {
    return this.#end.buffer;
  }

  /** The channel to the log, when it was joined. */
  channel(
    joined: JoinedLog,
    options: StoreOptions,
    tell: TellFile,
  ): Channel {
    const mirrored = { ...options, mirror: this.#path };
    return new MirroredChannel(joined, mirrored, tell, this.#end);
  }
}

/** The channel to a log with a mirror. */
class MirroredChannel extends Channel {
  readonly #order: MirrorOrder;
  readonly #end: SharedEnd;
  readonly #told: (status: MirrorStatus) => void;
  readonly #over = Promise.withResolvers<void>();
  #worker: ModuleWorker<MirrorOrder, MirrorNews> | undefined;
  #news = 0;
  #behind = 0;

  /** Takes over a log that was joined, and where its end is told. */
  constructor(
    joined: JoinedLog,
    options: StoreOptions & { readonly mirror: string },
    tell: TellFile,
    end: SharedEnd,
  ) {
    super(joined, options, tell);
    const { mirror, sync, on } = options;
    this.#end = end;
    this.#order = {
      log: this.path,
      mirror,
      format: joined.opened.format,
      sync: sync !== "never",
      end: end.buffer,
    };
    this.#told = (status) => on?.mirror?.(status);
  }

  /** Begins to mirror: all that may refuse the data has passed. */
  override async accept(): Promise<TornTail | undefined> {
    const torn = await super.accept();
    const program = workerProgram(
      "../mirror/mirror_worker.ts",
      import.meta.url,
      () => import("../../../../deno-task-build/mirror.js"),
    );
    this.#worker ??= new ModuleWorker(program, "kanta mirror", {
      message: (news) => this.#hear(news),
      failed: (reason, cause) =>
        this.#fail(`its worker failed: ${reason}`, cause),
    });
    this.#worker.post(this.#order);
    return torn;
  }

  #hear({ kind, behind, error, aside }: MirrorNews): void {
    this.#news++;
    this.#behind = behind;
    if (kind === "over") return this.#over.resolve();
    const path = this.#order.mirror;
    this.#told({ path, behind, aside, error: error && databaseError(error) });
  }

  #fail(reason: string, cause?: unknown): void {
    const { mirror: path } = this.#order;
    const message = `Cannot mirror into "${path}": ${reason}`;
    const error = new DatabaseError(message, { path, cause });
    this.#told({ path, behind: this.#behind, error });
    this.#over.resolve();
  }

  /** Closes the log, and then the mirror, when that has all of it. */
  override async close(
    options: { discard?: boolean } = {},
  ): Promise<void> {
    try {
      await super.close(options);
    } finally {
      // A writer that died has not said so.
      this.#end.finish();
      if (options.discard) this.#over.resolve();
      if (this.#worker !== undefined) await this.#leave();
    }
  }

  async #leave(): Promise<void> {
    this.#watch(this.#news);
    await this.#over.promise;
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Gives up on a disk that hangs. */
  #watch(heard: number): void {
    const cancel = SYSTEM_TIMERS.setTimer(() => {
      if (this.#news > heard) return this.#watch(this.#news);
      this.#fail("it made no progress for 5 s while the log was closed");
    }, PATIENCE_MS);
    this.#over.promise.then(cancel);
  }
}
