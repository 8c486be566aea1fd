/**
 * Random histories of ours, of what the Python package has values for.
 *
 * @module
 */
import { Kanta, type SharedWriter } from "@kanta/core";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { localWriter } from "../support/local_writer.ts";
import type { Random } from "../support/random.ts";

type Node = Record<string, unknown> | unknown[] | Map<unknown, unknown>;

interface Data {
  d: Record<string, unknown>;
}

// Left out: keys named like commands, which the package takes for those, and
// objects that look like tags, which it sees wrapped (docs/interchange.md).
const KEYS = [
  ..."abc",
  "name",
  "",
  "0",
  "7",
  "42",
  "$",
  "$$",
  "$x",
  "$$x",
  "$$delete",
  "__proto__",
  "constructor",
  "toString",
  "ünï",
  "😀",
  'qu"ote',
  "line\nbreak",
  "\u0001",
  "\uFEFFmark",
  "long".repeat(20),
];

/** Without those that an object would put first: a Map's diff keeps the order. */
const NAMES = KEYS.filter((key) => !/^\d+$/.test(key));

const SCALARS = [
  null,
  true,
  false,
  0,
  1,
  -1,
  127,
  -33,
  65_536,
  2 ** 32,
  2 ** 53,
  2n ** 53n + 1n,
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 64n - 1n,
  0.1,
  -0,
  1e22,
  2 ** 60,
  5e-324,
  "",
  "x",
  "$",
  "$$",
  "$x",
  "$$x",
  "$delete",
  "日本",
  '\n"\\',
  "😀",
  "\uFEFF",
  "y".repeat(300),
];

/** In this isolate: a worker for each of many snapshots would take a minute. */
const writer: SharedWriter = localWriter({ disk: new DenoFileSystem() });

/** Writes random histories. */
export class OurAuthor {
  readonly #random: Random;
  readonly #binary: boolean;
  #time: Temporal.Instant;

  /** Makes the choices by this, in this format. */
  constructor(random: Random, binary: boolean) {
    this.#random = random;
    this.#binary = binary;
    this.#time = Temporal.Instant.from("2026-06-10T02:55:04Z")
      .add({ seconds: random.int(1000) });
  }

  /** Writes one history; returns the state that it ends with. */
  async write(path: string): Promise<unknown> {
    let state: unknown;
    let version = 0;
    for (let sessions = 1 + this.#random.int(4); sessions > 0; sessions--) {
      state = await this.#session(path, version);
      if (this.#random.chance(0.3)) version++;
    }
    return state;
  }

  async #session(path: string, version: number): Promise<unknown> {
    const steps = Array.from({ length: version }, (_, i) => [
      `migrate_v${i + 1}`,
      ({ d }: Data) => d[`migrated${i + 1}`] = i + 1,
    ]);
    await using db = await Kanta.open<Data>(path, { d: {} }, {
      serializer: this.#binary ? "msgpack" : "json",
      migrations: Object.fromEntries(steps),
      clock: () => this.#now(),
      snapshot: false,
      sync: this.#random.pick(["never", "always"]),
      writer,
    });
    for (let count = 1 + this.#random.int(12); count > 0; count--) {
      try {
        const edit = ({ d }: Data) => {
          for (let edits = 1 + this.#random.int(4); edits > 0; edits--) {
            this.#edit(d);
          }
          if (this.#random.chance(0.1)) throw new RangeError("rolled back");
        };
        // The package skips the keys, and takes a change without a diff.
        const once = this.#random.pick(NAMES);
        const options = this.#options();
        if (this.#random.chance(0.8)) db.transaction("edit", options, edit);
        else db.transaction("edit", { ...options, once }, edit);
        if (this.#random.chance(0.05)) {
          db.transaction("none", { once: `none ${db.rev}` }, () => {});
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
      if (this.#random.chance(0.05)) await db.snapshot();
      if (this.#random.chance(0.1)) await db.flush();
    }
    if (this.#random.chance(0.3)) await db.snapshot();
    return structuredCloneOf(db.data.d);
  }

  #options() {
    return {
      user: this.#random.pick([undefined, "admin", "ü"]),
      mtime: this.#random.pick([true, true, false, this.#now()]),
      log: false,
    };
  }

  #now(): Temporal.Instant {
    const microseconds = 1 + this.#random.int(2_000_000);
    return this.#time = this.#time.add({ microseconds });
  }

  #key(): unknown {
    return this.#random.chance(0.7)
      ? this.#random.int(300) - 5
      : this.#random.pick(NAMES);
  }

  #scalar(): unknown {
    const kinds = this.#binary ? 5 : 3;
    switch (this.#random.int(kinds)) {
      case 0:
        return this.#random.int(1000);
      case 3:
        return Uint8Array.from({ length: this.#random.int(5) }, (_, i) => i);
      case 4:
        return this.#now();
      default:
        return this.#random.pick(SCALARS);
    }
  }

  #value(depth = 3): unknown {
    const size = this.#random.int(5);
    switch (depth > 0 ? this.#random.int(8) : 7) {
      case 0:
      case 1: {
        const made = {};
        for (let i = 0; i < size; i++) {
          define(made, this.#random.pick(KEYS), this.#value(depth - 1));
        }
        return made;
      }
      case 2:
      case 3:
        return Array.from({ length: size }, () => this.#value(depth - 1));
      case 4: {
        // One key that is no string, so that it is a map in MessagePack.
        const map = new Map<unknown, unknown>([[-9, this.#scalar()]]);
        if (!this.#binary) return [...map];
        for (let i = 0; i < size; i++) {
          map.set(this.#key(), this.#value(depth - 1));
        }
        return map;
      }
      default:
        return this.#scalar();
    }
  }

  #nest(): unknown {
    let value = this.#scalar();
    for (let depth = 20 + this.#random.int(80); depth > 0; depth--) {
      value = this.#random.chance(0.5) ? { n: value } : [value];
    }
    return value;
  }

  #edit(root: Node): void {
    let node = root;
    for (;;) {
      const inner = membersOf(node).filter(isNode);
      if (inner.length === 0 || this.#random.chance(0.4)) break;
      node = this.#random.pick(inner);
    }
    if (Array.isArray(node)) this.#editList(node);
    else if (node instanceof Map) this.#editMap(node);
    else this.#editObject(node);
  }

  #editObject(node: Record<string, unknown>): void {
    const keys = Object.keys(node);
    switch (this.#random.int(7)) {
      case 0:
      case 1:
        if (keys.length > 0) delete node[this.#random.pick(keys)];
        return;
      case 2:
        node["deep"] = this.#nest();
        return;
      default:
        define(node, this.#random.pick(KEYS), this.#value());
    }
  }

  #editMap(map: Map<unknown, unknown>): void {
    const keys = [...map.keys()].filter((key) => key !== -9);
    if (keys.length > 0 && this.#random.chance(0.3)) {
      map.delete(this.#random.pick(keys));
    } else map.set(this.#key(), this.#value());
  }

  #editList(list: unknown[]): void {
    const at = this.#random.int(list.length + 1);
    switch (this.#random.int(7)) {
      case 0:
        list.splice(at, this.#random.int(3));
        return;
      case 1:
        if (at < list.length) list[at] = this.#value();
        return;
      case 2:
        list.reverse();
        return;
      case 3:
        list.push(this.#value(), this.#value());
        return;
      default:
        list.splice(at, this.#random.int(2), this.#value());
    }
  }
}

function isNode(value: unknown): value is Node {
  return Array.isArray(value) || value instanceof Map ||
    (typeof value === "object" && value !== null &&
      !(value instanceof Uint8Array) && !(value instanceof Temporal.Instant));
}

function membersOf(node: Node): unknown[] {
  if (Array.isArray(node)) return [...node];
  return node instanceof Map ? [...node.values()] : Object.values(node);
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** The state as it is now; the database goes on with its own objects. */
function structuredCloneOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCloneOf);
  if (value instanceof Map) {
    return new Map(
      [...value].map(([key, item]) => [key, structuredCloneOf(item)]),
    );
  }
  if (!isNode(value)) return value;
  const made = {};
  for (const [key, item] of Object.entries(value)) {
    define(made, key, structuredCloneOf(item));
  }
  return made;
}
