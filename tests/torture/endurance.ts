/**
 * What the product must endure from a file: no crash, no pollution, no control
 * characters, errors of its own alone.
 *
 * @module
 */
import { DatabaseError, Kanta } from "@kanta/core";
import { formatChange } from "@kanta/core/changelog";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { verifyLog } from "../../src/maintenance/verify.ts";
import type { Serializer } from "../../src/log/serializer.ts";
import { localWriter } from "../support/local_writer.ts";
import { TurnedClock } from "../support/turned_clock.ts";
import { PATH } from "./history.ts";
import type { HostileLog } from "./corpus.ts";
import type { Tally } from "./tally.ts";

/** What a terminal must not be sent. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u;

/** Everything that all objects share. */
const SHARED: readonly object[] = [
  ...[Object, Array, Function, String, Number, Map, Set, Date, Promise]
    .flatMap((made) => [made, made.prototype]),
  ...[Reflect, JSON, globalThis.Temporal.Instant.prototype],
];

function sharedNow(): string[] {
  return SHARED.map((object) =>
    Reflect.ownKeys(object).map((key) => {
      const { value, get } = Object.getOwnPropertyDescriptor(object, key) ?? {};
      return `${String(key)}:${typeof value}:${typeof get}`;
    }).join()
  );
}

const BEFORE = sharedNow();
const HOME_MADE: ReadonlySet<unknown> = new Set([
  ...[Object, Array, Map, Set, Date, URL, Uint8Array].map((made) =>
    made.prototype
  ),
  Temporal.Instant.prototype,
]);

/** Whether some object in a state has a prototype that no plain one has. */
function hasStrangePrototype(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== "object" || next === null) continue;
    const prototype = Object.getPrototypeOf(next);
    const known = HOME_MADE.has(prototype) ||
      prototype?.constructor?.name === "Tagged";
    if (!known) return true;
    left.push(...Object.values(next));
    if (next instanceof Map) left.push(...next.keys(), ...next.values());
    if (next instanceof Set) left.push(...next);
  }
  return false;
}

/** Lets the product read hostile logs. */
export class Endurance {
  readonly #tally: Tally;
  readonly #serializers: Readonly<Record<string, Serializer>>;

  /** `serializers` by the names of their formats, ready for use. */
  constructor(tally: Tally, serializers: Readonly<Record<string, Serializer>>) {
    this.#tally = tally;
    this.#serializers = serializers;
  }

  /** Reads one, in every way. */
  async endure(log: HostileLog, where: string): Promise<void> {
    const start = performance.now();
    const disk = new MemoryFileSystem();
    disk.writeNew(PATH, [log.bytes]);
    const steps = [
      () => verifyLog(disk, PATH, log.format).then(() => {}),
      () => this.#show(log),
      () => this.#open(disk, true, where),
      () => this.#open(disk, false, where),
      // What was made of it in between must still be readable.
      () => this.#open(disk, false, where),
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        this.#judge(error, where);
      }
    }
    this.#tally.most("ms at most", Math.round(performance.now() - start));
    const shared = sharedNow();
    const polluted = shared.findIndex((text, i) => text !== BEFORE[i]);
    if (polluted >= 0) {
      this.#tally.fault("pollution", `${where}: ${shared[polluted]}`);
    }
  }

  #judge(error: unknown, where: string): void {
    if (!(error instanceof DatabaseError)) {
      const stack = error instanceof Error ? error.stack : error;
      return this.#tally.fault("crash", `${where}: ${stack}`);
    }
    this.#tally.count("refusals");
    for (
      let next: unknown = error;
      next instanceof Error;
      next = next.cause
    ) this.#demandSafe(next.message, where);
  }

  #demandSafe(text: string, where: string): void {
    if (!UNSAFE.test(text)) return;
    this.#tally.fault(
      "control characters",
      `${where}: ${JSON.stringify(text)}`,
    );
  }

  /** The change log of all records that can be decoded. */
  #show({ format, bytes }: HostileLog): Promise<void> {
    const serializer = this.#serializers[format];
    const framer = serializer!.createFramer();
    const source = {
      size: bytes.length,
      read: (from: number, length: number) =>
        bytes.subarray(from, from + length),
    };
    const from = framer.readHeader(source);
    for (const frame of framer.frames(source, from, 1)) {
      if (frame.kind !== "change") continue;
      const record = decoded(serializer!, frame.payload);
      if (record === undefined) continue;
      for (const line of formatChange(record)) this.#demandSafe(line, "shown");
    }
    return Promise.resolve();
  }

  async #open(
    disk: MemoryFileSystem,
    readonly: boolean,
    where: string,
  ): Promise<void> {
    const state: { z?: number } = {};
    const db = new Kanta<typeof state>(PATH, state, {
      writer: localWriter({ disk, clock: new TurnedClock() }),
      snapshot: false,
    });
    await db.open({ readonly });
    try {
      this.#tally.count("openings");
      if (hasStrangePrototype(state)) {
        this.#tally.fault("pollution", `${where}: a strange prototype`);
      }
      if (!readonly) {
        db.transaction("z", (data) => {
          data.z = data.z === 1 ? 2 : 1;
        });
        await db.flush();
        await db.snapshot();
      }
    } finally {
      await db.close();
    }
  }
}

function decoded(serializer: Serializer, payload: Uint8Array) {
  try {
    return serializer.decodeChange(payload);
  } catch (error) {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  }
}
