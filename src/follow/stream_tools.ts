/**
 * The tools for logs on servers, which are loaded where such a log is named: the
 * client library of the servers comes with them.
 *
 * @module
 */
import type { LogHolder } from "../errors.ts";
import { loadSerializer } from "../format/load.ts";
import type { Serializer } from "../log/serializer.ts";
import {
  addressOfText,
  builtText,
  IN_SOURCE,
} from "../store/file/protocol/module_worker.ts";
import { ownError } from "../store/file/protocol/wire_error.ts";
import type { NatsOptions } from "../keep/nats_options.ts";
import type { Feed } from "./feed.ts";
import type { FollowedBytes } from "./followed_bytes.ts";

/** A log on servers that is to be read. */
export interface StreamRequest {
  /** Its address. */
  readonly path: string;
  /** How its servers are reached. */
  readonly nats?: NatsOptions | undefined;
  /** Knows its records. */
  readonly serializer: Serializer;
}

/** A record for a new log on servers. */
export interface FilledRecord {
  /** What it is. */
  readonly kind: "change" | "snapshot";
  /** The revision that it leads to, or holds. */
  readonly rev: number;
  /** The record, as it stands in a log of lines. */
  readonly bytes: Uint8Array;
}

/** What a new log on servers is filled with. */
export interface Filling {
  /** The records, in order. */
  readonly records: Iterable<FilledRecord>;
  /** The revision before the first change. */
  readonly base: number;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  /** Is told how many bytes are stored. */
  readonly watch: (bytes: number) => void;
}

/** The outcome of filling a log. */
export interface Filled {
  /** The revision that it reaches. */
  readonly rev: number;
  /** How many changes it has. */
  readonly changes: number;
  /** How many snapshots it has. */
  readonly snapshots: number;
  /** The size of its records in bytes. */
  readonly bytes: number;
}

/** The tools for logs on servers. */
export interface StreamTools {
  /** Makes a feed. */
  feedOf(request: StreamRequest): Feed;
  /** Makes what keeps the bytes of a log. */
  bytesOf(request: StreamRequest): FollowedBytes;
  /** Reads a log whole, as the bytes of a file. */
  contentOf(request: StreamRequest): Promise<Uint8Array>;
  /** Asks who writes a log. */
  holderOf(
    request: Omit<StreamRequest, "serializer">,
  ): Promise<LogHolder | undefined>;
  /** Makes a log that has these records. */
  fillStream(request: StreamRequest, filling: Filling): Promise<Filled>;
}

/**
 * Reads the log at an address whole, as the bytes of a file.
 *
 * @throws {TypeError} When the address can't be read.
 * @throws {FileLockError} When the log is not there, or can't be had.
 * @throws {CorruptionError} When it is damaged.
 */
export async function streamContent(
  path: string,
  nats?: NatsOptions,
): Promise<Uint8Array> {
  const { contentOf } = await streamTools();
  const serializer = await loadSerializer("json");
  try {
    return await contentOf({ path, nats, serializer });
  } catch (error) {
    throw ownError(error);
  }
}

/** Asks who writes the log at an address; undefined where nobody answers. */
export async function streamHolder(
  path: string,
  nats?: NatsOptions,
): Promise<LogHolder | undefined> {
  const { holderOf } = await streamTools();
  return await holderOf({ path, nats }).catch((error) => {
    throw ownError(error);
  });
}

/** Follows the log at an address, as the bytes of a file; nothing is read yet. */
export async function followBytes(
  path: string,
  nats?: NatsOptions,
): Promise<FollowedBytes> {
  const { bytesOf } = await streamTools();
  return bytesOf({ path, nats, serializer: await loadSerializer("json") });
}

let tools: Promise<StreamTools> | undefined;

/**
 * Loads the tools. Their errors may be of another copy of this package: `ownError`
 * makes ours of them.
 */
export function streamTools(): Promise<StreamTools> {
  return tools ??= load();
}

// No specifier that could be looked up beforehand: who opens files pays nothing.
async function load(): Promise<StreamTools> {
  const address = IN_SOURCE
    ? new URL("./servers/tools.ts", import.meta.url)
    : addressOfText(
      await builtText(() => import("../../deno-task-build/stream_tools.js")),
    );
  return await import(address.href);
}
