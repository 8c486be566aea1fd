/**
 * Opening a log in a stream: loaded, taken over, read to its end.
 *
 * @module
 */
import { CorruptionError, type DatabaseError } from "../../../errors.ts";
import { loadSerializer } from "../../../format/load.ts";
import type { LogContent } from "../../../log/log_content.ts";
import { quoted } from "../../../values/quoted.ts";
import type { Hosted, HostRequest } from "../../hosted_log.ts";
import type { Holder } from "../port/port.ts";
import { ReadLog } from "./read_log.ts";
import { BackOff } from "../protocol/back_off.ts";
import type { WriterPlace } from "./doubt.ts";
import { type LoadedStream, loadStream } from "../protocol/stream_load.ts";
import { StreamLog, type StreamLogParts } from "./stream_log.ts";
import {
  LogChangedError,
  type ReadRecords,
  StreamPlace,
} from "../protocol/stream_place.ts";
import { readOn } from "../protocol/stream_read.ts";
import { Opening } from "./writer_place.ts";

/** So many times, and so long, a message is looked for that has to be there. */
const MISSING_TIMES = 4;
const MISSING_MS = 10_000;

/** The parts that the log of a stream is opened with. */
export interface StreamHostParts extends StreamLogParts {
  /** The program, as others are told who has the place. */
  readonly self: Pick<Holder, "host" | "pid" | "program">;
  /** Makes what tells a writer from all others. Default: a random UUID. */
  readonly nonce?: (() => string) | undefined;
}

/** A log that is loaded to its end, and the writer's place there. */
interface Held {
  readonly loaded: LoadedStream;
  readonly content: LogContent;
  readonly place: WriterPlace | undefined;
}

/** Opens the log of a stream; whatever fails, the stream is let go of. */
export async function hostStream(
  asked: HostRequest,
  parts: StreamHostParts,
): Promise<Hosted> {
  const { path, warm } = asked.request;
  const { stream, port } = parts;
  try {
    const { loaded: { snapshot, place: end }, content, place } =
      await new StreamOpening(asked, parts).open();
    const log = place === undefined
      ? new ReadLog(asked, port, stream)
      : new StreamLog(asked, {
        ...place,
        end: { bytes: end.offset, seq: end.seq },
        snapshot: snapshot?.marker.bytes ?? 0,
      }, parts);
    const early = snapshot !== undefined && content.snapshot === undefined;
    const layout = warm ? { revision: end.rev, tail: [] } : content;
    return {
      log,
      opened: {
        path,
        created: snapshot === undefined && end.rev === 0,
        format: "json",
        layout,
        ...(early && { snapshotAt: snapshot.offset }),
      },
      transfer: [layout.snapshot, ...layout.tail].flatMap((section) =>
        section === undefined ? [] : [section.bytes.buffer]
      ),
    };
  } catch (error) {
    stream.hold(undefined);
    await stream.close().catch(() => {}); // why it failed is what is to be told
    throw error;
  }
}

class StreamOpening {
  readonly #asked: HostRequest;
  readonly #parts: StreamHostParts;
  readonly #opening: Opening;
  /** Whether a snapshot was handed over already. */
  #told = false;

  constructor(asked: HostRequest, parts: StreamHostParts) {
    const { request, signal } = asked;
    const { path, lockTimeout, nats } = request;
    const { stream, clock } = parts;
    this.#asked = asked;
    this.#parts = parts;
    this.#opening = new Opening({
      stream,
      clock,
      path,
      lockTimeout,
      takeOverAfter: nats?.takeOverAfter,
      signal,
    });
  }

  async open(): Promise<Held> {
    const { readonly, warm } = this.#asked.request;
    for (;;) {
      if (readonly) return { ...await this.#load(), place: undefined };
      // While a silent writer is waited for there is time to load.
      let early: Promise<Omit<Held, "place">> | undefined;
      const before = await this.#opening.waitForPlace((soon) => {
        early = soon && !warm ? this.#load() : undefined;
        early?.catch(() => {}); // who waits for it is told
      });
      const loaded = await (early ?? (warm ? this.#find() : this.#load()));
      const { nonce = () => crypto.randomUUID() } = this.#parts;
      const { rev } = loaded.loaded.place;
      const place = await this.#opening.take(before, nonce(), rev);
      if (place === undefined) continue; // somebody else was faster
      this.#hold(place.epoch.number);
      const rest = await this.#readRest(loaded, place);
      if (rest === undefined) {
        this.#parts.stream.hold(undefined);
        continue; // somebody took the place already
      }
      return { ...rest, place: { ...place, rev: rest.loaded.place.rev } };
    }
  }

  #hold(epoch: number): void {
    const { stream, clock, self } = this.#parts;
    stream.hold({ ...self, since: clock.today().toISOString(), epoch });
  }

  async #load(): Promise<Omit<Held, "place">> {
    const { request: { path }, signal, found } = this.#asked;
    const { stream, clock } = this.#parts;
    const serializer = await loadSerializer("json");
    // Main decodes one snapshot ahead; another one goes with the rest.
    const first = !this.#told && {
      found: (section: Parameters<typeof found>[1]) => {
        this.#told = true;
        found("json", section);
      },
    };
    const loaded = await this.#opening.ask(() =>
      loadStream(stream, { path, serializer, clock, signal, ...first })
    );
    return { loaded, content: loaded.content };
  }

  /** Finds where the log ends, for who has what it holds. */
  async #find(): Promise<Omit<Held, "place">> {
    const { stream } = this.#parts;
    const { path } = this.#asked.request;
    const ask = this.#opening.ask.bind(this.#opening);
    const log = await ask(() => stream.lastOf("log"));
    if (log?.more) return await this.#load(); // what comes before it is needed
    const whole = await ask(() => stream.lastOf("snapshot"));
    const { after = 0, bytes: offset = 0 } = whole?.marker ?? {};
    const framer = (await loadSerializer("json")).createFramer();
    const { seq, rev } = log ?? { seq: after, rev: whole?.rev ?? 0 };
    const place = new StreamPlace(path, framer, { seq, rev, offset });
    const content = { revision: rev, tail: [] };
    return { loaded: { content, place }, content };
  }

  /**
   * Reads what was stored before the place was taken, which is final; undefined
   * where it can't be read since somebody else has the place, who may delete it.
   */
  async #readRest(
    before: Omit<Held, "place">,
    { epoch: { number }, seq }: WriterPlace,
  ): Promise<Omit<Held, "place"> | undefined> {
    const { stream, clock } = this.#parts;
    const backOff = new BackOff(clock);
    let { loaded, content } = before;
    let rev: number | undefined;
    const start = clock.now();
    for (let times = 1;; times++) {
      const { place } = loaded;
      rev ??= await this.#revBefore(seq, place);
      if (place.rev === rev) return { loaded, content };
      if (rev !== undefined) {
        try {
          const tail = [...content.tail];
          const each = (records: ReadRecords) =>
            void tail.push(records.section);
          await this.#opening.ask(() => readOn(stream, place, each, seq))
            .finally(() => content = { ...content, tail });
        } catch (error) {
          if (!(error instanceof LogChangedError)) throw error;
          ({ loaded, content } = await this.#load());
        }
        if (loaded.place.rev === rev) continue;
      }
      const last = await this.#opening.ask(() => stream.lastOf("epoch"));
      if (last !== undefined && last.epoch.number > number) return undefined;
      const long = clock.now() - start >= MISSING_MS;
      if (long && times >= MISSING_TIMES) {
        if (number > 1 && await this.#isEmptied(place)) {
          return { loaded, content };
        }
        throw this.#missing(seq - 1);
      }
      await backOff.wait();
    }
  }

  /** Whether all but the epochs was deleted, as who fails to copy a log does. */
  async #isEmptied({ rev }: StreamPlace): Promise<boolean> {
    const { stream } = this.#parts;
    const log = await this.#opening.ask(() => stream.lastOf("log"));
    const snapshot = await this.#opening.ask(() => stream.lastOf("snapshot"));
    return rev === 0 && log === undefined && snapshot === undefined;
  }

  /**
   * The revision of the log with all that stands before a message; undefined where
   * a message is not there, or the answer is old.
   */
  async #revBefore(
    seq: number,
    place: StreamPlace,
  ): Promise<number | undefined> {
    const { stream } = this.#parts;
    for (let at = seq - 1; at > place.seq; at--) {
      const found = await this.#opening.ask(() => stream.at(at));
      if (found?.kind !== "epoch") return found?.rev;
    }
    return place.rev;
  }

  #missing(seq: number): DatabaseError {
    const { path } = this.#asked.request;
    return new CorruptionError(
      `Cannot open ${quoted(path)}: message ${seq} of its stream, which was ` +
        "stored, is not there; the servers lost data: copy the log from a " +
        "replica, or from a copy",
      { path },
    );
  }
}
