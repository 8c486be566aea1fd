/**
 * The log of a stream as a replica loads it.
 *
 * @module
 */
import type { Section } from "../../log/log_content.ts";
import type { Serializer } from "../../log/serializer.ts";
import type { Timers } from "../../store/file/protocol/timers.ts";
import type { LogStream } from "../../store/stream/port/port.ts";
import { readContent } from "../../store/stream/protocol/stream_content.ts";
import { loadStream } from "../../store/stream/protocol/stream_load.ts";
import type { LoadedLog } from "../feed.ts";
import type { LoadedFrom } from "./stream_feed.ts";

/** How a stream is loaded. */
export interface LoaderParts {
  /** Its address. */
  readonly path: string;
  /** Knows its records. */
  readonly serializer: Serializer;
  /** The time. */
  readonly timers: Timers;
}

/** Loads the last snapshot and what follows it. */
export function stateLoader(
  { path, serializer, timers: clock }: LoaderParts,
): (stream: LogStream) => Promise<LoadedFrom<LoadedLog> | undefined> {
  return async (stream) => {
    const { content, place } = await loadStream(stream, {
      path,
      serializer,
      clock,
    });
    const { snapshot, tail } = content;
    if (snapshot === undefined && tail.length === 0) return undefined;
    const countLines = (offset: number) =>
      Promise.resolve(lineAt(tail, offset));
    return { loaded: { serializer, content, countLines }, place };
  };
}

/** Loads all that there is, as the bytes of a file. */
export function bytesLoader(
  { path, serializer, timers: clock }: LoaderParts,
): (stream: LogStream) => Promise<LoadedFrom<Uint8Array> | undefined> {
  return async (stream) => {
    const parts = { path, serializer, clock };
    const { bytes, place } = await readContent(stream, parts);
    return bytes.length === 0 ? undefined : { loaded: bytes, place };
  };
}

/** The line of a record in a stream is the revision that it leads to. */
function lineAt(sections: readonly Section[], offset: number): number {
  return sections.findLast((section) => section.offset <= offset)?.line ?? 0;
}
