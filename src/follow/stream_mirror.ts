/**
 * The mirror of a log on servers, which a worker of its own keeps.
 *
 * @module
 */
import { DatabaseError } from "../errors.ts";
import { demandPermission } from "../file/permission.ts";
import {
  ModuleWorker,
  workerProgram,
} from "../store/file/protocol/module_worker.ts";
import { SYSTEM_TIMERS } from "../store/file/protocol/timers.ts";
import {
  databaseError,
  type WireError,
} from "../store/file/protocol/wire_error.ts";
import type { NatsOptions } from "../keep/nats_options.ts";

/** Main to the worker. */
export type StreamMirrorRequest =
  /** Keep the mirror of a log. */
  | {
    readonly kind: "keep";
    readonly path: string;
    readonly mirror: string;
    readonly nats: NatsOptions | undefined;
  }
  /** End when the mirror has this revision; `now`: as it is. */
  | { readonly kind: "end"; readonly rev: number; readonly now: boolean };

/** The worker to main. */
export interface StreamMirrorNews {
  /** `over` is the last of them. */
  readonly kind: "told" | "over";
  /** How many bytes of the log it lacks; -1: that is not known. */
  readonly behind: number;
  /** Why it is not kept at present. */
  readonly error?: WireError | undefined;
  /** The new name of a file that held what the log lacks. */
  readonly aside?: string | undefined;
}

/** The state of a mirror. */
export interface StreamMirrorStatus {
  /** The mirror's file. */
  readonly path: string;
  /** How many bytes of the log it lacks; -1: that is not known. */
  readonly behind: number;
  /** Why it is not kept at present. */
  readonly error?: DatabaseError | undefined;
  /** The new name of a file that held what the log lacks. */
  readonly aside?: string | undefined;
}

/** The parts that a mirror is kept by. */
export interface StreamMirrorParts {
  /** The address of the log. */
  readonly path: string;
  /** The file. */
  readonly mirror: string;
  /** How its servers are reached. */
  readonly nats: NatsOptions | undefined;
  /** Is told what becomes of it. */
  readonly told: (status: StreamMirrorStatus) => void;
}

/** How long the mirror may take to have all of a log that is closed, in milliseconds. */
const PATIENCE_MS = 5000;

/** Keeps the mirror of one log. */
export class StreamMirror {
  readonly #parts: StreamMirrorParts;
  readonly #worker: ModuleWorker<StreamMirrorRequest, StreamMirrorNews>;
  readonly #over = Promise.withResolvers<void>();

  /**
   * Starts the worker.
   *
   * @throws {FileLockError} When the program may not read or write the file.
   */
  constructor(parts: StreamMirrorParts) {
    const { path, mirror, nats } = this.#parts = parts;
    demandPermission(mirror, false);
    const program = workerProgram(
      "./servers/mirror/mirror_worker.ts",
      import.meta.url,
      () => import("../../deno-task-build/stream_mirror.js"),
    );
    this.#worker = new ModuleWorker(program, "kanta mirror", {
      message: (news) => this.#hear(news),
      failed: (reason, cause) =>
        this.#fail(`its worker failed: ${reason}`, cause),
    });
    this.#worker.post({ kind: "keep", path, mirror, nats });
  }

  #hear({ kind, behind, error, aside }: StreamMirrorNews): void {
    if (kind === "over") return this.#over.resolve();
    const { mirror: path, told } = this.#parts;
    told({ path, behind, aside, error: error && databaseError(error) });
  }

  #fail(reason: string, cause?: unknown): void {
    const { mirror: path, told } = this.#parts;
    const message = `Cannot mirror into "${path}": ${reason}`;
    told({
      path,
      behind: -1,
      error: new DatabaseError(message, { path, cause }),
    });
    this.#over.resolve();
  }

  /** Ends it when it has this revision, or has it not after a while. */
  async close(rev: number): Promise<void> {
    this.#worker.post({ kind: "end", rev, now: false });
    const give = () => this.#worker.post({ kind: "end", rev, now: true });
    const cancels = [
      SYSTEM_TIMERS.setTimer(give, PATIENCE_MS),
      SYSTEM_TIMERS.setTimer(() => this.#over.resolve(), 2 * PATIENCE_MS),
    ];
    await this.#over.promise;
    for (const cancel of cancels) cancel();
    this.#worker.terminate();
  }
}
