/**
 * Records as JSON, one a line: the format that any editor opens.
 *
 * @module
 */
import type { ChangeRecord, Snapshot } from "../../record.ts";
import { type TypeCodec, TypeRegistry } from "../../values/kinds.ts";
import { decodeLines, decodeSteps } from "./record/changes.ts";
import { JsonFramer } from "./framer.ts";
import { withoutSeal } from "./record/line.ts";
import {
  changeText,
  checkLength,
  parseChange,
  parseSnapshot,
  parseSnapshotAhead,
  snapshotText,
} from "./record/record.ts";
import { type Shape, shapeOf } from "./record/text.ts";
import { placesIn } from "./record/places.ts";
import { JsonSnapshotParts } from "./record/snapshot_parts.ts";
import type {
  ChangeHead,
  DecodeRest,
  Framer,
  Located,
  Serializer,
  SnapshotHead,
  SnapshotParts,
  Step,
  Survey,
} from "../../log/serializer.ts";
import { dropOutrun } from "../../log/overridden.ts";
import { stateOfSnapshot } from "./state_span.ts";
import type { WayTree } from "../../values/way_tree.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import { flat } from "../../values/flatten.ts";
import { quoted } from "../../values/quoted.ts";
import { PREFIX } from "./record/line_grammar.ts";

/** How records are written as JSON. */
export interface JsonOptions {
  /** The types of the application's own. Default: none. */
  readonly types?: TypeRegistry | readonly TypeCodec[] | undefined;
}

/** How far into a snapshot the fields before its state are looked for. */
const HEAD_FIELDS = 1 << 16;
const STATE = ',"state":';
/**
 * The fields after the state where the Python package writes it, `d` and `c`
 * aside.
 */
const FIELDS_AT_END =
  /\}(?:,"m":"([^"\\]*)")?(?:,"r":(\d+))?(?:,"k":(1))?(?:,"d":\d+)?(?:,"c":"[0-9a-f]{8}")?\}$/;

/** How far into a snapshot `r` and `k` are looked for where we write them. */
const HEAD = 4096;
const TRUSTED_AT_HEAD =
  /^\{"ts":"[^"\\]*",(?:"v":\d+,)?(?:"m":"[^"\\]*",)?"r":(\d+),"k":1,(?:"x":\[(?:\[(?:"(?:[^"\\]|\\.)*",?)+\],?)+\],)?(?:"g":(?:true|\[(?:"(?:[^"\\]|\\.)*",?)+\]),)?"(?:o|state)":/;
/** Where the Python package writes them, with what a framer adds. */
const TRUSTED_AT_END =
  /,"r":(\d+),"k":1(?:,"d":\d+)?(?:,"c":"[0-9a-f]{8}")?\}$/;

/**
 * The methods that a subclass may override, each with the one that would pass
 * it by.
 */
const OUTRUN: readonly [keyof JsonSerializer, keyof JsonSerializer][] = [
  ["encodeChange", "encodeText"],
  ["decodeSnapshot", "decodeAhead"],
  ["decodeSnapshot", "snapshotHead"],
  ["decodeSnapshot", "statePlaces"],
  ["decodeChanges", "decodeSteps"],
];

/** Records as JSON lines, with all fast paths; the door has it as `JsonSerializer`. */
export class JsonSerializer implements Serializer {
  /** The name of the format. */
  readonly name = "json";
  /** The types of the application's own. */
  readonly types: TypeRegistry;
  readonly #changes = new JsonChangeWriter();

  /** Makes a serializer for these types beside the built-in ones. */
  constructor(options: JsonOptions = {}) {
    const { types = [] } = options;
    this.types = types instanceof TypeRegistry
      ? types
      : new TypeRegistry(types);
    if (new.target !== JsonSerializer) {
      dropOutrun<JsonSerializer>(this, JsonSerializer.prototype, OUTRUN);
    }
  }

  /** A serializer for these types; a subclass takes them as this class does. */
  withTypes(types: TypeRegistry): JsonSerializer {
    return Reflect.construct(this.constructor, [{ types }]);
  }

  /**
   * The text of a change, its fields in the order ts, a, v, u, m, diff.
   *
   * @throws {NotStorableError} When it is longer than a record may be.
   */
  encodeChange(record: ChangeRecord, plain = false): string {
    return changeText(record, this.types, plain);
  }

  /**
   * The text of a change whose diff is text already.
   *
   * @throws {NotStorableError} When it is longer than a record may be.
   */
  encodeText(head: ChangeHead, diff: string): string {
    return this.#changes.text(head, diff);
  }

  /**
   * The text of a snapshot.
   *
   * @throws {NotStorableError} When it is longer than a record may be.
   */
  encodeSnapshot(snapshot: Snapshot): string {
    return snapshotText(snapshot, this.types);
  }

  /** Makes what encodes a snapshot in parts. */
  createParts(): SnapshotParts {
    return new JsonSnapshotParts(this.types);
  }

  /**
   * Decodes the line of a change, or its text.
   *
   * @throws {ReplayError} When it is no change.
   */
  decodeChange(payload: Uint8Array): ChangeRecord {
    return parseChange(withoutSeal(decodeUtf8(payload)), this.types);
  }

  /**
   * Decodes the line of a snapshot, with its first word or without.
   *
   * @throws {ReplayError} When it is no snapshot.
   */
  decodeSnapshot(payload: Uint8Array): Snapshot {
    const snapshot = parseSnapshot(
      textOf(payload),
      this.types,
      shapeOf(payload),
    );
    forgetLastMatch();
    return snapshot;
  }

  /** How deep a snapshot is, and whether it has integers beyond 2^53. */
  surveySnapshot(payload: Uint8Array): Survey {
    return shapeOf(payload);
  }

  /**
   * Parses a snapshot before it is looked through, which takes a tenth of the
   * time that opening 1 M objects takes.
   */
  decodeAhead(payload: Uint8Array): DecodeRest {
    const rest = parseSnapshotAhead(textOf(payload), this.types);
    return (survey = shapeOf(payload)) => {
      const snapshot = rest(survey as Shape); // `surveySnapshot` made it
      forgetLastMatch();
      return snapshot;
    };
  }

  /** The revision of a snapshot, if it can be trusted. */
  revisionOf(payload: Uint8Array): number | undefined {
    // Letters that were cut at the border do not matter here.
    const head = new TextDecoder().decode(payload.subarray(0, HEAD));
    const end = new TextDecoder().decode(payload.subarray(-HEAD));
    const found = TRUSTED_AT_HEAD.exec(head) ?? TRUSTED_AT_END.exec(end);
    if (found !== null) return Number(found[1]);
    const { r, k } = this.decodeSnapshot(payload);
    return k === 1 && typeof r === "number" ? r : undefined;
  }

  /**
   * The fields of a snapshot beside its state, which is not parsed where that
   * can be helped.
   */
  snapshotHead(payload: Uint8Array): SnapshotHead {
    return headOf(payload) ?? withoutState(this.decodeSnapshot(payload));
  }

  /** The state of a snapshot of ours as far as it lies at some places. */
  statePlaces(payload: Uint8Array, ways: WayTree): unknown {
    const state = stateOfSnapshot(payload);
    return state && placesIn(payload, state, ways, this.types);
  }

  /** Decodes the changes in a run of lines. */
  decodeChanges(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Generator<Located<ChangeRecord>> {
    return decodeLines(bytes, at, this.types);
  }

  /** Decodes the same changes for replay alone. */
  decodeSteps(
    bytes: Uint8Array,
    at: { readonly offset: number; readonly line: number },
  ): Generator<Step> {
    return decodeSteps(bytes, at, this.types);
  }

  /** Makes the framer for one file. */
  createFramer(): Framer {
    return new JsonFramer();
  }
}

/** The fields around the state, where they are in the forms that are written. */
function headOf(payload: Uint8Array): SnapshotHead | undefined {
  const decoder = new TextDecoder();
  const start = decoder.decode(payload.subarray(0, HEAD_FIELDS));
  const at = start.indexOf(STATE);
  const end = FIELDS_AT_END.exec(decoder.decode(payload.subarray(-HEAD)));
  if (at < 0 || end === null) return undefined;
  const [, m, r, k] = end;
  let head: SnapshotHead;
  try {
    head = JSON.parse(`${start.slice(start.indexOf("{"), at)}}`);
  } catch {
    return undefined;
  }
  if (typeof head.ts !== "string") return undefined;
  return {
    ...head,
    ...(m !== undefined && { m }),
    ...(r !== undefined && { r: Number(r) }),
    ...(k !== undefined && { k: 1 }),
  };
}

function withoutState({ state: _, ...head }: Snapshot): SnapshotHead {
  return head;
}

/** The text of a snapshot's line, without what a framer adds. */
function textOf(payload: Uint8Array): string {
  const line = decodeUtf8(payload);
  return withoutSeal(
    line.startsWith(PREFIX) ? line.slice(PREFIX.length) : line,
  );
}

/**
 * Lets go of the text that a regular expression matched last, which V8 keeps:
 * after a large snapshot was read its whole text, half as much as the state.
 */
function forgetLastMatch(): void {
  /x/.test("x");
}

/**
 * Writes what `changeText` writes, at a fifth of the cost.
 *
 * Of the many changes of one millisecond most say the same beside their diffs,
 * so the text of that is used again; as a flat string, since each of its pieces
 * would be copied by itself on the way to the writer.
 */
export class JsonChangeWriter {
  #head: ChangeHead | undefined;
  #text = "";

  /** The text of a change. */
  text(head: ChangeHead, diff: string): string {
    if (head !== this.#head) {
      this.#text = headText(head);
      this.#head = head;
    }
    checkLength(this.#text.length + diff.length + 1);
    return this.#text + diff + "}";
  }
}

function headText({ ts, a, v, u, m, n, w, o }: ChangeHead): string {
  let text = `{"ts":${quoted(ts)}`;
  if (a) text += `,"a":${quoted(a)}`;
  if (v) text += `,"v":${v}`;
  if (u !== undefined) text += `,"u":${quoted(u)}`;
  if (m !== undefined) text += `,"m":${quoted(m)}`;
  if (n !== undefined) text += `,"n":${quoted(n)}`;
  if (w !== undefined) text += `,"w":[${w.join(",")}]`;
  if (o !== undefined) text += `,"o":${quoted(o)}`;
  return flat(`${text},"diff":`);
}
