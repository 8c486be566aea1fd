/**
 * The tools for logs on servers, which are loaded where such a log is named: the
 * client library of the servers comes with them.
 *
 * @module
 */
import { loadSerializer } from "../format/load.ts";
import type { Serializer } from "../log/serializer.ts";
import {
  addressOfText,
  builtText,
  IN_SOURCE,
} from "../store/file/protocol/module_worker.ts";
import { ownError } from "../store/file/protocol/wire_error.ts";
import type { NatsOptions } from "../store/nats_options.ts";
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

/** The tools for logs on servers. */
export interface StreamTools {
  /** Makes a feed. */
  feedOf(request: StreamRequest): Feed;
  /** Makes what keeps the bytes of a log. */
  bytesOf(request: StreamRequest): FollowedBytes;
  /** Reads a log whole, as the bytes of a file. */
  contentOf(request: StreamRequest): Promise<Uint8Array>;
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
