/**
 * How a log is read.
 *
 * @module
 */
import type { Serializer } from "../../log/log_format.ts";
import type { TypeCodec } from "../../values/kinds.ts";

/**
 * Tells by the payload of a change, which is `bytes[from, to)`, whether it is wanted.
 * Default: all of the bytes.
 */
export type PayloadFilter = (
  bytes: Uint8Array,
  from?: number,
  to?: number,
) => boolean;

/** How a log is opened for reading. */
export interface ReaderOptions {
  /** The format; recognised by the first bytes when nothing is named. */
  readonly serializer?: string | URL | Serializer | undefined;
  /** Classes of the application's own that are stored in it. */
  readonly types?: readonly TypeCodec[] | undefined;
  /** Whether archives beside the file are read, too. Default: true. */
  readonly archives?: boolean | undefined;
}
