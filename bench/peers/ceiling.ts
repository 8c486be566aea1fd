/**
 * The ceiling: the least that any design must do here. It sets the field,
 * stringifies the record, and batches it to a worker that appends. No
 * transaction, no rollback, no check, no checksum, no lock.
 *
 * @module
 */
import { inTurns, inTurnsOfChanges } from "../harness/turn.ts";
import { makeData, Scatter, userId } from "../harness/users.ts";
import { type OpenStore, type Store, together } from "./peer.ts";

/** Batches records to a worker; resolves what waits when they are appended. */
export class Appender {
  readonly #worker: Worker;
  #batch: string[] = [];
  #posted = 0;
  #written = 0;
  #waiting: { sequence: number; resolve: () => void }[] = [];

  /** @param sync Whether the worker syncs each batch. */
  constructor(path: string, sync = false) {
    this.#worker = new Worker(
      new URL("./ceiling_worker.ts", import.meta.url),
      { type: "module" },
    );
    this.#worker.onmessage = ({ data }: MessageEvent<number>) => {
      this.#written = data;
      while (this.#waiting.length > 0 && this.#waiting[0]!.sequence <= data) {
        this.#waiting.shift()!.resolve();
      }
    };
    this.#worker.postMessage({ path, sync });
  }

  /** Appends a record with the next batch, at the end of this turn. */
  append(record: string): void {
    this.#posted++;
    this.#batch.push(record);
    if (this.#batch.length === 1) queueMicrotask(() => this.#post());
  }

  /** Resolves when the kernel has all that was appended before. */
  written(): Promise<void> {
    const sequence = this.#posted;
    if (this.#written >= sequence) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ sequence, resolve }));
  }

  close(): void {
    this.#worker.terminate();
  }

  #post(): void {
    const text = this.#batch.join("\n") + "\n";
    this.#batch = [];
    this.#worker.postMessage({ text, sequence: this.#posted });
  }
}

/** The time as records have it, made at most once a millisecond. */
export class Stamp {
  #ms = 0;
  #text = "";

  now(): string {
    const ms = Date.now();
    if (ms !== this.#ms) {
      this.#ms = ms;
      this.#text = new Date(ms).toISOString();
    }
    return this.#text;
  }
}

/** Opens the ceiling; with the variant `sync` its worker syncs each batch. */
export const openStore: OpenStore = async ({ folder, size, variant }) => {
  const data = makeData(size);
  const appender = new Appender(`${folder}/users.log`, variant === "sync");
  const scatter = new Scatter(size);
  const stamp = new Stamp();
  let visits = 0;
  const append = (users: Record<string, unknown>) => {
    const record = { ts: stamp.now(), a: "visit", diff: { users } };
    appender.append(JSON.stringify(record));
  };
  const commit = () => {
    const id = userId(scatter.next());
    data.users[id]!.visits = ++visits;
    append({ [id]: { visits } });
  };
  const written = async () => {
    commit();
    await appender.written();
  };
  await written();
  const store: Store = {
    async commits(count) {
      await inTurns(count, commit);
      await appender.written();
    },
    async transactions(count, changes) {
      await inTurnsOfChanges(count, changes, () => {
        const users: Record<string, unknown> = {};
        for (let change = 0; change < changes; change++) {
          const id = userId(scatter.next());
          data.users[id]!.visits = ++visits;
          users[id] = { visits };
        }
        append(users);
      });
      await appender.written();
    },
    close: () => Promise.resolve(appender.close()),
  };
  if (variant === "sync") {
    store.durable = async (count) => {
      for (let done = 0; done < count; done++) await written();
    };
    store.durableTogether = (count, waiters) =>
      together(count, waiters, written);
  }
  return store;
};
