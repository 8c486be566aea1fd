/**
 * Who takes part, in which setting, and up to which size it can be asked to.
 *
 * @module
 */
import type { Work } from "./peer.ts";

/** One row of the tables: a peer in one setting. */
export interface Entry {
  readonly name: string;
  readonly setting: string;
  /** The peer's module in this folder. */
  readonly module: string;
  readonly variant: string;
  /** Beyond this many users it is not run, for the reason given. */
  readonly most?:
    | { readonly size: number; readonly reason: string }
    | undefined;
  /** Works that it can't do, with what it has not. */
  readonly lacks?: { readonly [kind in Work["kind"]]?: string } | undefined;
}

function entry(
  name: string,
  setting: string,
  module: string,
  variant = "",
  limits?: Pick<Entry, "most" | "lacks">,
): Entry {
  return { name, setting, module, variant, ...limits };
}

const NO_SYNC = "no way to wait for a sync";
const COMMITS_ONLY: Entry["lacks"] = {
  durable: NO_SYNC,
  together: NO_SYNC,
  rollbacks: "no rollback",
  transactions: "no transactions",
};

/** Kanta itself. */
export const KANTA: Entry = entry(
  "kanta",
  "defaults, sync 1 s; snapshots apart",
  "kanta",
);

/** The least that any design must do. */
export const CEILING: Entry = entry(
  "ceiling",
  "set, stringify, append in a worker; no sync",
  "ceiling",
);

/** The least that a durable commit takes. */
export const RAW_SYNC: Entry = entry(
  "raw",
  "a message to a worker: write, fdatasync; and back",
  "ceiling",
  "sync",
);

/** LMDB with the whole object at hand. */
export const LMDB_PUT: Entry = entry(
  "lmdb put",
  "async, shared structures, object at hand; syncs behind",
  "lmdb",
  "put",
);

/** LMDB changing a field of what it has stored. */
export const LMDB_GET_PUT: Entry = entry(
  "lmdb get + put",
  "async, shared structures, one field; syncs behind",
  "lmdb",
  "get + put",
);

/** SQLite without any sync. */
export const SQLITE_OFF: Entry = sqlite("OFF");
/** SQLite that syncs at checkpoints. */
export const SQLITE_NORMAL: Entry = sqlite("NORMAL");
/** SQLite that syncs at each commit. */
export const SQLITE_FULL: Entry = sqlite("FULL");

/** lowdb, which writes the whole state each time. */
export const LOWDB: Entry = entry(
  "lowdb",
  "JSONFile, update()",
  "lowdb",
  "",
  {
    most: { size: 100_000, reason: "seconds a commit" },
    lacks: COMMITS_ONLY,
  },
);

/** Deno's own key-value store. */
export const DENO_KV: Entry = entry(
  "Deno KV",
  "local file, 256 set() at once",
  "deno_kv",
  "",
  { most: { size: 100_000, reason: "minutes to load" }, lacks: COMMITS_ONLY },
);

/** They copy the whole dictionary at each change. */
const COPIES_ALL = { most: { size: 100_000, reason: "a second a change" } };

/** In memory only. */
export const IMMER: Entry = entry(
  "immer",
  "memory only, no freeze",
  "immer",
  "",
  COPIES_ALL,
);
/** In memory only. */
export const MUTATIVE: Entry = entry(
  "mutative",
  "memory only",
  "mutative",
  "",
  COPIES_ALL,
);

/** The first implementation; the bench looks for it. */
export const PYTHON: Entry = entry(
  "kanta (Python)",
  "defaults, flush()",
  "python",
  "",
  { most: { size: 1_000, reason: "seconds a commit" } },
);

/** Everybody, in the order of the tables. */
export const EVERYBODY: readonly Entry[] = [
  KANTA,
  CEILING,
  LMDB_PUT,
  LMDB_GET_PUT,
  SQLITE_OFF,
  SQLITE_NORMAL,
  SQLITE_FULL,
  DENO_KV,
  LOWDB,
  PYTHON,
  IMMER,
  MUTATIVE,
];

function sqlite(synchronous: string): Entry {
  return entry(
    `node:sqlite ${synchronous}`,
    `WAL, locked for good, synchronous=${synchronous}`,
    "sqlite",
    synchronous,
  );
}
