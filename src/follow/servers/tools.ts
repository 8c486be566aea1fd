/**
 * The tools for logs on servers: the program that is loaded where one is named.
 *
 * @module
 */
import { findStream } from "../../store/nats/open_stream.ts";
import { SYSTEM_TIMERS } from "../../store/file/protocol/timers.ts";
import { readStreamAddress } from "../../store/stream/port/stream_address.ts";
import type { LogStream } from "../../store/stream/port/port.ts";
import { FileLockError } from "../../errors.ts";
import { quoted } from "../../values/quoted.ts";
import type { Feed } from "../feed.ts";
import type { FollowedBytes } from "../followed_bytes.ts";
import type { StreamRequest } from "../stream_tools.ts";
import { StreamFeed } from "./stream_feed.ts";
import { StreamBytes } from "./stream_bytes.ts";
import { bytesLoader, stateLoader } from "./stream_load.ts";

/** Connects as one who reads; undefined while there is no such log. */
function opener({ path, nats }: StreamRequest) {
  const address = readStreamAddress(path);
  return (): Promise<LogStream | undefined> => findStream(address, nats ?? {});
}

/** Makes the feed of a log. */
export function feedOf(request: StreamRequest): Feed {
  const { path, serializer } = request;
  const parts = { path, serializer, timers: SYSTEM_TIMERS };
  return new StreamFeed({
    ...parts,
    open: opener(request),
    load: stateLoader(parts),
  });
}

/** Makes what keeps the bytes of a log. */
export function bytesOf(request: StreamRequest): FollowedBytes {
  const { path, serializer } = request;
  const parts = { path, serializer, timers: SYSTEM_TIMERS };
  return new StreamBytes(
    new StreamFeed({
      ...parts,
      open: opener(request),
      load: bytesLoader(parts),
    }),
  );
}

/**
 * Reads a log whole, as the bytes of a file.
 *
 * @throws {FileLockError} When it is not there, has no record or can't be had.
 * @throws {CorruptionError} When it is damaged.
 */
export async function contentOf(request: StreamRequest): Promise<Uint8Array> {
  const followed = bytesOf(request);
  try {
    const bytes = await followed.load();
    if (bytes !== undefined) return bytes;
    const { path } = request;
    throw new FileLockError(
      `Cannot read ${quoted(path)}: there is no such log, or nothing in it`,
      { path },
    );
  } finally {
    followed.close();
  }
}
