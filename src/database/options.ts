/**
 * The options of a database, of an opening and of a transaction.
 *
 * @module
 */
import type { Emitter } from "../changelog/emitter.ts";
import type { TransactionLogOptions } from "../changelog/log_switch.ts";
import type { Formatter } from "../changelog/formatter.ts";
import type { MirrorOptions } from "../keep/mirror_options.ts";
import type { KeepOptions } from "../keep/options.ts";
import type { Serializer } from "../log/log_format.ts";
import type { Migrations } from "./schema/migrations.ts";
import type { DeepReadonly } from "../deep_readonly.ts";
import type { StandardSchema } from "./schema/standard_schema.ts";
import type { TypeCodec } from "../values/kinds.ts";
import type { SharedWriter } from "../store/file/client/shared_writer.ts";
import type { StreamOptions } from "../keep/nats_options.ts";

/**
 * Checks the data; throws to refuse it. Must be synchronous, change nothing and
 * return nothing. (At run time `false` refuses, too.)
 */
export type Validator<T> = (data: DeepReadonly<T>) => void | undefined;

/** Fills a new database, in place; may be asynchronous. */
export type Bootstrap<T> = (data: T) =>
  | (void | undefined | null | boolean | number | bigint | string | symbol)
  | Promise<
    void | undefined | null | boolean | number | bigint | string | symbol
  >;

/** How a new database is filled, and what its first record says. */
export interface BootstrapOptions<T> {
  /** Fills the data; several do so in order. */
  readonly run?: Bootstrap<T> | readonly Bootstrap<T>[] | undefined;
  /** The action of the first record (default `bootstrap`). */
  readonly action?: string | undefined;
  /** The user whom the first record names. */
  readonly user?: string | undefined;
  /** The domain modification time: true (default) now, false none. */
  readonly mtime?: boolean | Temporal.Instant | Date | undefined;
}

/** The options of a database. */
export interface KantaOptions<T>
  extends KeepOptions, MirrorOptions, StreamOptions {
  /**
   * The format of the log: `"json"` (default for a new file), `"msgpack"`, a
   * serializer, or the URL of a module whose default export is one. An existing
   * file is recognised when nothing is named.
   */
  readonly serializer?: "json" | "msgpack" | Serializer | URL | undefined;
  /** Numbered steps that bring old data up to date. */
  readonly migrations?: Migrations | undefined;
  /** Checks of the data after opening and before each commit. */
  readonly validate?: Validator<T> | readonly Validator<T>[] | undefined;
  /**
   * A Standard Schema of the data. What it makes of the data becomes part of it,
   * after opening and at each commit; it is applied to all of the data then.
   */
  readonly schema?: StandardSchema<unknown, T> | undefined;
  /**
   * Schemas of places, by patterns such as `bookmarks.*`: at a commit, of those
   * alone that the transaction touched.
   */
  readonly schemas?: Readonly<Record<string, StandardSchema>> | undefined;
  /** Remove the keys that a schema does not give back (default false). */
  readonly strip?: boolean | undefined;
  /**
   * Fill properties of the root that an older file lacks with what `data` has
   * there (default true).
   */
  readonly defaults?: boolean | undefined;
  /** Fills a new database. */
  readonly bootstrap?:
    | Bootstrap<T>
    | readonly Bootstrap<T>[]
    | BootstrapOptions<T>
    | undefined;
  /** Gives the time of records instead of the system's clock. */
  readonly clock?: (() => Temporal.Instant | Date) | undefined;
  /** Milliseconds that records may wait to be posted together (default 0). */
  readonly flushInterval?: number | undefined;
  /**
   * How often what is written is synced to disk: after each batch, every so
   * many milliseconds (default 1000), or never. Before a snapshot it is in any
   * case.
   */
  readonly sync?: "always" | "never" | number | undefined;
  /** When to make snapshots; false: only on request. */
  readonly snapshot?:
    | {
      /** The fewest bytes that have to follow the last one (default 64 KiB). */
      readonly minBytes?: number | undefined;
    }
    | false
    | undefined;
  /**
   * How long the keys of transactions with `once` are kept: `maxAge` in ms
   * (default 7 days), `maxKeys` (default 100,000).
   */
  readonly once?: {
    /** Milliseconds that a key is kept. */
    readonly maxAge?: number | undefined;
    /** The most keys that are kept, the last ones. */
    readonly maxKeys?: number | undefined;
  } | undefined;
  /** Throw at the line that writes to `db.data` outside a transaction. */
  readonly guard?: boolean | undefined;
  /** A writer shared by many databases; without it each has its own. */
  readonly writer?: SharedWriter | undefined;
  /** Bound of what is posted and not yet written, in bytes (default 64 MiB). */
  readonly maxPendingBytes?: number | undefined;
  /** Milliseconds to wait for the lock of another (default 0). */
  readonly lockTimeout?: number | undefined;
  /** Write out everything when SIGINT, SIGTERM or SIGHUP ends the program. */
  readonly handleSignals?: boolean | undefined;
  /** How the change log shows this database; see `configureLogging`. */
  readonly log?: {
    /** The formatters of values, keys and users. */
    readonly formatters?: readonly Formatter[] | undefined;
    /**
     * The emitters that get the events before they are printed, and may keep
     * them.
     */
    readonly emitters?: readonly Emitter[] | undefined;
  } | undefined;
  /** Classes of your own that may be stored. */
  readonly types?: readonly TypeCodec[] | undefined;
}

/** The options of one opening. */
export interface OpenOptions {
  /** Make the file if it is not there (default true). */
  readonly create?: boolean | undefined;
  /** Take no lock and write nothing; transactions are refused. */
  readonly readonly?: boolean | undefined;
  /** Gives up waiting for the lock. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of one transaction. */
export interface TransactionOptions extends TransactionLogOptions {
  /** The user who does it; kept in the record. */
  readonly user?: string | undefined;
  /**
   * Patterns of the places that it may change, such as `users.*.email`: a commit
   * that would change others is refused, and the error names them. Default: all.
   */
  readonly only?: readonly string[] | undefined;
  /** How many places a commit may change at most. Default: any number. */
  readonly maxChanges?: number | undefined;
  /** Why it is done; kept in the record. */
  readonly note?: string | undefined;
  /** A key names a transaction that is done once, which returns what came of it. */
  readonly once?: undefined;
  /** The domain modification time: true (default) now, false as it was, or a moment. */
  readonly mtime?: boolean | Temporal.Instant | Date | undefined;
}
