/**
 * Checks of a whole log: what is framed is found again, where it stands.
 *
 * @module
 */
import { joined } from "../log/joined.ts";
import type { Framer, Serializer, Source, Step } from "../log/serializer.ts";
import {
  type Checks,
  decoded,
  ofSerializer,
  payloadOf,
  readAll,
  smallLog,
  sourceOf,
} from "./check.ts";
import { setOwn } from "../values/own.ts";
import { demand, demandSame, demandSameRecord, itemAt } from "./demand.ts";
import { RECORDS, TIME } from "./examples.ts";

/** A framer that learns the log from its header, and its first offset. */
function reader(
  serializer: Serializer,
  source: Source,
): { readonly framer: Framer; readonly from: number } {
  const framer = serializer.createFramer();
  return { framer, from: framer.readHeader(source) };
}

/** The checks, by what holds. */
export const FRAMER_CHECKS: Checks = {
  "records are found again, in order and in their places"(serializer) {
    const { bytes, places } = smallLog(serializer);
    const frames = readAll(serializer, bytes);
    demand(frames.length === RECORDS.length, "Not as many as were written");
    frames.forEach((frame, i) => {
      demand(frame.kind !== "bad", `Record ${i + 1} is taken for damage`);
      const { kind, record } = itemAt(RECORDS, i);
      demand(frame.kind === kind, `Record ${i + 1} is ${frame.kind}`);
      demandSame(
        [frame.offset, frame.end, frame.line],
        [places[i], places[i + 1], i + 1],
        `The place of record ${i + 1}`,
      );
      demandSameRecord(decoded(serializer, frame), record, `Record ${i + 1}`);
    });
  },

  "the framer that wrote a log can read it, too"(serializer) {
    const { framer, bytes, places } = smallLog(serializer);
    const frames = [...framer.frames(sourceOf(bytes), itemAt(places, 0), 1)];
    demandSame(
      frames.map(({ kind }) => kind),
      RECORDS.map(({ kind }) => kind),
      "The kinds of records",
    );
  },

  "an empty log has no records"(serializer) {
    const bytes = serializer.createFramer().createHeader().slice();
    demandSame(readAll(serializer, bytes), [], "The records");
    const { framer } = reader(serializer, sourceOf(bytes));
    demand(
      framer.findSnapshot(sourceOf(bytes), bytes.length) === undefined,
      "A snapshot is found in it",
    );
  },

  "several records framed at once are the same as one by one"(serializer) {
    const framer = serializer.createFramer();
    const header = framer.createHeader().slice();
    const changes = RECORDS.filter(({ kind }) => kind === "change")
      .map((entry) => payloadOf(serializer, entry));
    const at = header.length;
    const together = framer.frame("change", changes, at, at).slice();
    const singly: Uint8Array[] = [];
    let end = at;
    for (const payload of changes) {
      const mark = end === at ? at : undefined;
      const part = framer.frame("change", [payload], end, mark).slice();
      singly.push(part);
      end += part.length;
    }
    demandSame(together, joined(singly), "The bytes");
  },

  "a record of text is one line, and several may come joined"(serializer) {
    const framer = serializer.createFramer();
    const at = framer.createHeader().length;
    const payloads = RECORDS.filter(({ kind }) => kind === "change")
      .map((entry) => payloadOf(serializer, entry));
    if (payloads.some((payload) => typeof payload !== "string")) return;
    demand(!payloads.join("").includes("\n"), "It has a line end in it");
    demandSame(
      framer.frame("change", [payloads.join("\n")], at, at).slice(),
      framer.frame("change", payloads, at, at).slice(),
      "The bytes",
    );
  },

  "a watermark is told by the record that carries it"(serializer) {
    for (const mark of [1, 255, 65_536, 2 ** 40]) {
      const { bytes } = smallLog(serializer, mark);
      const marks = readAll(serializer, bytes).map((frame) =>
        frame.kind === "bad" ? -1 : frame.watermark
      );
      demandSame(
        marks.map((found) => found ?? null),
        RECORDS.map((_, i) => i === 2 ? mark : null),
        "The watermarks",
      );
    }
  },

  "reading may begin at any record"(serializer) {
    const { bytes, places } = smallLog(serializer);
    const source = sourceOf(bytes);
    const { framer } = reader(serializer, source);
    RECORDS.forEach((_, i) => {
      const frames = [...framer.frames(source, itemAt(places, i), i + 1)];
      demandSame(
        frames.map(({ offset, line }) => [offset, line]),
        RECORDS.map((_, n) => [places[n], n + 1]).slice(i),
        `The places from record ${i + 1} on`,
      );
    });
  },

  "the last snapshot before any offset is found backwards"(serializer) {
    const { bytes, places } = smallLog(serializer);
    const source = sourceOf(bytes);
    const { framer } = reader(serializer, source);
    for (let before = itemAt(places, 0); before <= bytes.length; before++) {
      const wanted = [4, 2].find((n) => itemAt(places, n + 1) <= before);
      const claims = new Map<number, Uint8Array>();
      const find = (take: boolean) =>
        framer.findSnapshot(source, before, ({ offset, payload }) => {
          claims.set(offset, payload.slice());
          if (take && payload.buffer instanceof ArrayBuffer) {
            payload.buffer.transfer(0);
          }
          return take;
        });
      const found = find(false);
      demand(
        found?.offset === (wanted === undefined ? undefined : places[wanted]),
        `Before byte ${before} the snapshot at ${found?.offset} is found`,
      );
      if (found === undefined || wanted === undefined) continue;
      const { record } = itemAt(RECORDS, wanted);
      demandSameRecord(decoded(serializer, found), record, "The snapshot");
      demandSame(
        claims.get(found.offset) ?? found.payload,
        found.payload,
        "What was claimed before the snapshot was verified",
      );
      demandSame(
        find(true)?.payload,
        found.payload,
        "A snapshot whose payload was taken when it was claimed",
      );
    }
  },

  "what comes before a record is counted"(serializer) {
    const { bytes, places } = smallLog(serializer);
    const source = sourceOf(bytes);
    const { framer } = reader(serializer, source);
    places.forEach((offset, i) => {
      const { line, changes } = framer.countBefore(source, offset);
      const wanted = RECORDS.slice(0, i).filter(({ kind }) =>
        kind === "change"
      );
      demandSame(
        [line, changes],
        [i + 1, wanted.length],
        `Before record ${i + 1}`,
      );
    });
  },

  "the changes of a run of records are read with their places"(serializer) {
    const { bytes, places } = smallLog(serializer);
    const changes = RECORDS.flatMap(({ kind, record }, i) =>
      kind === "change" ? [{ record, i }] : []
    );
    for (const first of [0, 2, 3]) {
      const offset = itemAt(places, first);
      const at = { offset, line: first + 1 };
      const run = bytes.slice(offset);
      const found = [...serializer.decodeChanges(run, at)];
      const wanted = changes.filter(({ i }) => i >= first);
      demand(found.length === wanted.length, "Not as many as were written");
      found.forEach(({ record, offset, end, line }, n) => {
        const { i, record: written } = itemAt(wanted, n);
        demandSame(
          [offset, end, line],
          [places[i], places[i + 1], i + 1],
          `The place of change ${n + 1}`,
        );
        demandSameRecord(ofSerializer(record), written, `Change ${n + 1}`);
      });
    }
  },

  "replay is told what the changes say"(serializer) {
    const { bytes, places } = smallLog(serializer);
    const at = { offset: itemAt(places, 0), line: 1 };
    const run = bytes.slice(at.offset);
    const changes = [...serializer.decodeChanges(run, at)];
    const steps: Step[] = [...serializer.decodeSteps?.(run, at) ?? changes];
    demand(steps.length === changes.length, "Not as many steps as changes");
    steps.forEach(({ record, path = [], ...place }, n) => {
      const { record: { v, m, diff }, ...whereabouts } = itemAt(changes, n);
      const { offset, end, line } = whereabouts;
      demandSame(place, { offset, end, line }, `The place of step ${n + 1}`);
      const whole = path.reduceRight<unknown>((inner, key) => {
        const outer = {};
        setOwn(outer, key, inner);
        return outer;
      }, record.diff);
      demandSame(
        [record.v, record.m, whole],
        [v, m, diff],
        `What step ${n + 1} says`,
      );
    });
  },

  "a whole record lacks no line end"(serializer) {
    const { bytes, places } = smallLog(serializer);
    const source = sourceOf(bytes);
    const { framer } = reader(serializer, source);
    for (const end of places) {
      demand(!framer.endsOpen(source, end), `A line end lacks at byte ${end}`);
    }
  },

  "large records are read in one piece"(serializer) {
    const { framer, bytes } = smallLog(serializer);
    const text = "0123456789abcdef".repeat(200_000);
    const record = { ts: TIME, a: "large", diff: { text } };
    const payload = serializer.encodeChange(record);
    const part = framer.frame("change", [payload], bytes.length).slice();
    const frame = readAll(serializer, joined([bytes, part])).at(-1);
    demand(frame?.kind === "change", "The large record is not found");
    demandSameRecord(decoded(serializer, frame), record, "The large record");
  },
};
