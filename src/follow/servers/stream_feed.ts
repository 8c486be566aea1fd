/**
 * The feed of a stream.
 *
 * Messages are applied as they are published, as long as each one says that it
 * follows the one before. Whatever else happens (a gap, another server, silence)
 * means the same: read on from the place that was reached.
 *
 * @module
 */
import {
  AwayError,
  CorruptionError,
  type DatabaseError,
} from "../../errors.ts";
import type { Serializer } from "../../log/serializer.ts";
import type { Timers } from "../../store/file/protocol/timers.ts";
import { isDatabaseError } from "../../store/file/protocol/wire_error.ts";
import type { LogStream, Message } from "../../store/stream/port/port.ts";
import {
  LogChangedError,
  type ReadRecords,
  type StreamPlace,
} from "../../store/stream/protocol/stream_place.ts";
import { quoted } from "../../values/quoted.ts";
import { type NewRecords, type News, nothingThere } from "../feed.ts";
import { Bell } from "./bell.ts";
import { Published } from "./published.ts";

/** A log that was loaded, and where it ends. */
export interface LoadedFrom<Loaded> {
  /** The log. */
  readonly loaded: Loaded;
  /** Where reading goes on. */
  readonly place: StreamPlace;
}

/** The parts that a stream is followed with; `Loaded` is what is made of the log. */
export interface StreamFeedParts<Loaded> {
  /** Connects; undefined while there is no such stream. */
  readonly open: () => Promise<LogStream | undefined>;
  /** Loads the log; undefined while there is no record in it. */
  readonly load: (
    stream: LogStream,
  ) => Promise<LoadedFrom<Loaded> | undefined>;
  /** The address, for messages. */
  readonly path: string;
  /** Knows the records. */
  readonly serializer: Serializer;
  /** The time. */
  readonly timers: Timers;
}

/** What can't be had is asked for again after so long, in milliseconds. */
const RETRY = 250;
/** So long servers may take to let somebody in before that is told, in milliseconds. */
const PATIENCE = 2000;
/** What was read has to be missed so often in a row, since servers may lag, ... */
const DOUBTS = 4;
/** ... so far apart, in milliseconds. */
const DOUBT = 1000;
/** After so many seconds without news, or an error, a server has to hear a leader: it may be cut off. */
const SILENCES = 5;
/** So many bytes are verified and handed on together. */
const RUN = 1 << 20;

/** Follows a log in a stream. */
export class StreamFeed<Loaded> {
  readonly #parts: StreamFeedParts<Loaded>;
  readonly #bell: Bell;
  #published: Published | undefined;
  #connecting: Promise<Published | undefined> | undefined;
  #place: StreamPlace | undefined;
  /** The last message that was read; undefined where that is not known. */
  #last: Message | undefined;
  /** The log that was loaded. */
  #id = "";
  /** Whether there may be more than was published to it. */
  #isBehind = true;
  #doubts = 0;
  /** How often in a row there was silence. */
  #silences = 0;
  #closed = false;

  /** Connects to nothing yet. */
  constructor(parts: StreamFeedParts<Loaded>) {
    this.#parts = parts;
    this.#bell = new Bell(parts.timers);
  }

  /** Loads the log, by a connection of its own. */
  async load(): Promise<Loaded | undefined> {
    try {
      const { stream } = await this.#connect() ?? {};
      const found = stream && await this.#parts.load(stream);
      if (stream === undefined || found === undefined) return undefined;
      this.#place = found.place;
      this.#last = undefined;
      this.#id = stream.id;
      this.#doubts = 0;
      return found.loaded;
    } catch (error) {
      throw this.#awayBy(error);
    }
  }

  /** Resolves when it is worth a try to load again. */
  wait(): Promise<void> {
    return this.#bell.later(RETRY);
  }

  /** The events that follow, as they are published. */
  async *news(): AsyncGenerator<News> {
    while (!this.#closed) {
      try {
        await this.#mend();
        if (this.#isBehind) {
          this.#isBehind = false;
          yield* this.#readOn();
        } else if (await this.#bell.next() === "silence") {
          this.#silences++;
          this.#isBehind = true;
        } else {
          const read = this.#taken();
          if (read) this.#silences = 0;
          if (read) yield { ...read, ...this.#records, level: true };
        }
      } catch (error) {
        if (this.#closed) return;
        if (
          error instanceof LogChangedError || error instanceof CorruptionError
        ) {
          const place = this.#place;
          yield { kind: "again", reason: error.message };
          if (this.#place === place) await this.#bell.later(RETRY);
          continue;
        }
        yield { kind: "away", error: this.#awayBy(error) };
        this.#isBehind = true;
        this.#silences = SILENCES;
        await this.#bell.later(RETRY);
      }
    }
  }

  /** Ends it. */
  close(): void {
    this.#closed = true;
    this.#bell.close();
    this.#published?.close();
  }

  /** What was published since, if it follows what was read. */
  #taken(): ReadRecords | undefined {
    const place = this.#place;
    const fresh = place && this.#published?.take(place.seq);
    if (place === undefined || fresh === undefined) {
      this.#isBehind = true;
      return undefined;
    }
    return this.#read(place, fresh);
  }

  /** Reads from the place that was reached to the present end. */
  async *#readOn(): AsyncGenerator<News> {
    const { stream } = this.#published ?? {};
    const place = this.#place;
    if (stream === undefined || place === undefined) return;
    if (this.#silences >= SILENCES) {
      await stream.demandLeader();
      this.#silences = 0;
    }
    const messages: Message[] = [];
    // The message that was read last comes with it: by that the log is known.
    await stream.read(
      "log",
      place.seq,
      (message) => void messages.push(message),
    );
    const doubt = await this.#doubt(stream, place, messages[0]);
    if (doubt !== undefined) {
      if (++this.#doubts === DOUBTS) throw new LogChangedError(doubt);
      this.#isBehind = true;
      return await this.#bell.later(DOUBT);
    }
    this.#doubts = 0;
    for (const run of runsOf(messages)) {
      const read = this.#read(place, run);
      if (read) yield { ...read, ...this.#records, level: false };
    }
    yield { kind: "level" };
  }

  #read(
    place: StreamPlace,
    messages: readonly Message[],
  ): ReadRecords | undefined {
    const read = place.read(messages);
    this.#last = messages.at(-1) ?? this.#last;
    return read;
  }

  /** Why the log is not the one that was read, if so it seems: servers may lag. */
  async #doubt(
    stream: LogStream,
    { seq, rev }: StreamPlace,
    first: Message | undefined,
  ): Promise<string | undefined> {
    if (first === undefined) {
      const snapshot = await stream.lastOf("snapshot");
      const isAtEnd = (snapshot?.marker?.after ?? 0) === seq &&
        (snapshot?.rev ?? 0) === rev;
      return isAtEnd ? undefined : "what was read of it is not there any more";
    }
    if (first.seq > seq) return undefined; // to read it tells whether it fits
    const { epoch: { nonce }, n } = this.#last ?? first;
    const isSame = first.rev === rev && first.epoch.nonce === nonce &&
      first.n === n;
    return isSame ? undefined : "another log is in its place";
  }

  /** Connects again, where the connection was lost. */
  async #mend(): Promise<void> {
    if (this.#published?.broken === false) return;
    this.#connecting ??= this.#connect();
    const late = this.#bell.later(PATIENCE).then(() => "late" as const);
    const published = await Promise.race([this.#connecting, late]);
    if (published === "late") throw new Error("its servers do not answer");
    this.#connecting = undefined;
    if (published === undefined) throw nothingThere(this.#parts.path);
    if (published.stream.id === this.#id) return;
    throw new LogChangedError("another log is in its place");
  }

  /** Connects anew; undefined while there is no such stream. */
  async #connect(): Promise<Published | undefined> {
    this.#published?.close();
    this.#published = undefined;
    this.#isBehind = true;
    const stream = await this.#parts.open();
    if (stream === undefined) return undefined;
    const published = new Published(stream, () => this.#bell.ring());
    if (this.#closed) published.close();
    return this.#published = published;
  }

  get #records(): Pick<NewRecords, "kind" | "serializer"> {
    return { kind: "records", serializer: this.#parts.serializer };
  }

  #awayBy(error: unknown): DatabaseError {
    const { path } = this.#parts;
    if (isDatabaseError(error)) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return new AwayError(
      `Cannot read ${quoted(path)}: ${reason}; it goes on by itself when a ` +
        "server answers",
      { path, cause: error },
    );
  }
}

/** Messages in order, some at a time. */
function* runsOf(messages: readonly Message[]): Generator<Message[]> {
  let run: Message[] = [];
  let size = 0;
  for (const message of messages) {
    run.push(message);
    size += message.bytes.length;
    if (size < RUN) continue;
    yield run;
    [run, size] = [[], 0];
  }
  if (run.length > 0) yield run;
}
