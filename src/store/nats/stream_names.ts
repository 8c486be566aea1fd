/**
 * The names of what a log has on its servers.
 *
 * @module
 */
import type { Kind } from "../stream/port/port.ts";

/** The kinds of messages that a stream stores, in the order of its subjects. */
export const KINDS: readonly Kind[] = ["epoch", "log", "part", "snapshot"];

/** The stream, subjects and requests of the log of a name. */
export class StreamNames {
  /** The stream. */
  readonly stream: string;
  /** What is told of each message of the log when it is stored. */
  readonly live: string;
  /** Where the holder of the writer's place answers. */
  readonly holder: string;

  /** Names what the log of a name has. */
  constructor(readonly name: string) {
    this.stream = `KANTA_${name}`;
    this.live = `kanta.${name}.live`;
    this.holder = `kanta.${name}.holder`;
  }

  /** The subject of the messages of a kind. */
  subject(kind: Kind): string {
    return `kanta.${this.name}.${kind}`;
  }

  /** The subject of a request for the stream, such as `STREAM.INFO`. */
  api(request: string): string {
    return `$JS.API.${request}.${this.stream}`;
  }
}
