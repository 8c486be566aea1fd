/**
 * The diff of what was noted as JSON text, without an object of the diff.
 *
 * Most transactions set, add and delete a few keys of plain objects, or push onto
 * a list. Making an object of such a diff, only to stringify it, took more than
 * half of a commit: an object of a key that was never seen before is among the
 * slowest things an engine makes. What is not as simple is left to the
 * {@linkcode DiffBuilder}.
 *
 * @module
 */
import { flat } from "../values/flatten.ts";
import { numberText } from "../values/number_text.ts";
import { inQuotes, quoted } from "../values/quoted.ts";
import { ABSENT, type Draft } from "./draft/draft.ts";
import { type Edit, WRAPPER } from "../diff/edit.ts";
import { escapeKey, escapeValue } from "../diff/escape.ts";
import type { KeyCounts } from "./draft/key_counts.ts";
import { isIndexKey } from "../diff/key_order.ts";
import { LEAST_ENTRY, LEAST_PAIR, lessened, PAIR } from "../diff/keyed_diff.ts";
import type { KeyedDraft } from "./draft/keyed_draft.ts";
import { excessOf } from "../diff/list_diff.ts";
import { ListDraft } from "./draft/list_draft.ts";
import { changeAtEnd } from "./draft/list_tail.ts";
import { MapDraft } from "./draft/map_draft.ts";
import { DiffBuilder } from "./diff_builder.ts";
import { ObjectDraft } from "./draft/object_draft.ts";
import type { Recorder } from "./recorder.ts";
import { hasItsKeys, scalarsText } from "./scalar_diff_text.ts";

/**
 * So much text is made flat at once. Until then it is a tree of its pieces, some
 * 250 bytes for each member, which live until they are posted: in a transaction of
 * 100,000 changes the collector moved more of them than of the drafts, and it took
 * a sixth longer.
 */
const PIECE = 8192;

/** More keys than these of one object are written one by one, for that reason. */
const FEW = 64;

/** Writes the diff of one transaction. */
export class DiffText {
  readonly #recorder: Recorder;
  readonly #counts: KeyCounts;
  #differ: DiffBuilder | undefined;
  /** The bound of the text written last, as `Edit` has it. */
  #excess = 0;
  /** The first members of the object being written, if they are many. */
  #flat = "";
  #able = true;

  /** Reads the notes of a recorder after adoption. */
  constructor(recorder: Recorder, counts: KeyCounts) {
    this.#recorder = recorder;
    this.#counts = counts;
  }

  /**
   * The text of the net change, `""` if there is none; undefined when only an
   * object of the diff can tell: there is more in it than JSON has, or something
   * may be shorter when it is written whole.
   */
  text(): string | undefined {
    const text = this.#keyed(this.#recorder.root);
    return this.#able && !this.#recorder.copier.needsTags ? text : undefined;
  }

  /** The edit of an object, and its bound in `#excess`. */
  #keyed(draft: KeyedDraft<string>): string {
    if (draft.moved.size > 0) this.#able = false;
    const outer = this.#flat;
    this.#flat = "";
    let excess = 0;
    let deletes = "";
    let text = "";
    for (const [key, old] of draft.notes()) {
      if (old === ABSENT || old === undefined) continue;
      const value = draft.readRaw(key);
      if (value === undefined) {
        const name = quoted(escapeKey(key));
        excess += name.length + 1;
        deletes = deletes === "" ? name : `${deletes},${name}`;
      } else {
        text = this.#joined(text, key, this.#pair(old, value));
        excess += this.#excess;
      }
    }
    for (const child of draft.dirty) {
      const key = child.key as string;
      if (draft.hasNote(key)) continue;
      // Right after what comes before it: as a text of its own, joined then, a
      // change of 100,000 objects took 5 % longer.
      const scalars = isLeaf(child)
        ? scalarsText(child, opened(text, key) + '{"', "}")
        : undefined;
      if (scalars === undefined) {
        text = this.#joined(text, key, this.#child(child));
        excess += this.#excess;
      } else if (scalars !== "") text = this.#piece(scalars);
    }
    for (const key of draft.late) {
      const value = draft.readRaw(key);
      if (value === undefined || draft.noteOf(key) !== ABSENT) continue;
      text = this.#joined(text, key, this.#value(this.#recorder.after(value)));
    }
    text = this.#whole(text);
    this.#flat = outer;
    if (deletes !== "") {
      excess += `"$delete":[],`.length - 1;
      const command = `"$delete":[${deletes}]`;
      text = text === "" ? command : `${command},${text}`;
    }
    this.#excess = this.#settled(draft, excess);
    return text === "" ? "" : `{${text}}`;
  }

  /** One more member of an object; none when nothing changed there. */
  #joined(members: string, key: string, text: string): string {
    if (text === "") return members;
    return this.#piece(opened(members, key) + text);
  }

  /** The members; none once they are so many that they are put aside. */
  #piece(members: string): string {
    if (members.length < PIECE) return members;
    this.#flat = this.#whole(flat(members));
    return "";
  }

  /** These members with those that came before them. */
  #whole(members: string): string {
    if (this.#flat === "") return members;
    return members === "" ? this.#flat : `${this.#flat},${members}`;
  }

  /** The bound, once it is seen that the object need not be written whole. */
  #settled(draft: KeyedDraft<string>, excess: number): number {
    const onWay = draft.noteCount === 0 && draft.dirty.length === 1;
    if (onWay && draft instanceof ObjectDraft) return excess;
    const untouched = (wanted: number) => draft.untouched(this.#counts, wanted);
    const bound = draft instanceof MapDraft
      ? lessened(excess + PAIR, LEAST_PAIR, untouched)
      : lessened(excess, LEAST_ENTRY, untouched);
    if (bound > WRAPPER) this.#able = false;
    return bound;
  }

  #child(draft: Draft): string {
    if (hasNames(draft)) return this.#keyed(draft);
    const text = draft instanceof ListDraft ? this.#list(draft) : "";
    return text === "" ? this.#edit(this.#differs().edit(draft)) : text;
  }

  /** The edit of a list where it is surely shorter than the list; else `""`. */
  #list(draft: ListDraft): string {
    const only = draft.dirty[0];
    if (only !== undefined && draft.dirty.length === 1 && !draft.noted) {
      return this.#item(draft, only);
    }
    const change = changeAtEnd(draft);
    if (change === undefined) return "";
    const { deletes, inserts } = change;
    this.#excess = excessOf(deletes, inserts, [], draft.raw.length);
    if (this.#excess > 0) return "";
    if (deletes.length > 0) return `{"$delete":[${deletes.toReversed()}]}`;
    const items = inserts.map((at) => {
      const item = this.#value(this.#recorder.after(draft.raw[at]));
      return `[${numberText(at)},${item}]`;
    });
    return items.length === 0 ? "" : `{"$insert":[${items}]}`;
  }

  /** The same of a list in which one item was changed from within. */
  #item(list: ListDraft, item: Draft): string {
    const at = item.key as number;
    const text = at < 0 ? "" : this.#child(item);
    if (text === "") return "";
    const edit = { excess: this.#excess };
    this.#excess = excessOf([], [], [[at, edit]], list.raw.length);
    return this.#excess > 0 ? "" : `{"${at}":${text}}`;
  }

  /** How one value became another at the same place. */
  #pair(old: unknown, value: unknown): string {
    if (typeof value === "object" && value !== null) {
      return this.#edit(this.#differs().pair(old, value));
    }
    this.#excess = 0;
    return Object.is(old, value) ? "" : this.#value(value);
  }

  #edit(edit: Edit | undefined): string {
    this.#excess = edit?.excess ?? 0;
    // What JSON does not have must not come to its stringify: it would throw.
    if (edit === undefined || this.#recorder.copier.needsTags) return "";
    return JSON.stringify(edit.diff);
  }

  #value(value: unknown): string {
    switch (typeof value) {
      case "number":
        return numberText(value); // what needs more than this is rich
      case "boolean":
        return value ? "true" : "false";
      case "string":
        return quoted(escapeValue(value) as string);
      default: {
        const { copier, types } = this.#recorder;
        if (copier.needsTags) return "";
        // All that is new was looked into when it was copied.
        const escaped = copier.escapes ? escapeValue(value, types) : value;
        return JSON.stringify(escaped);
      }
    }
  }

  #differs(): DiffBuilder {
    return this.#differ ??= new DiffBuilder(this.#recorder, this.#counts);
  }
}

/**
 * Whether the diff is an object, as that of a Map is, too, to Python: where its
 * keys are strings, and none of which an object would change the order.
 */
function hasNames(draft: Draft): draft is KeyedDraft<string> {
  if (draft instanceof ObjectDraft) return true;
  if (!(draft instanceof MapDraft)) return false;
  const isName = (key: unknown) => typeof key === "string" && !isIndexKey(key);
  for (const [key] of draft.notes()) if (!isName(key)) return false;
  return draft.dirty.every(({ key }) => isName(key));
}

/** Whether some keys of an object are all that may be set in it and below it. */
function isLeaf(draft: Draft): draft is ObjectDraft {
  return hasItsKeys(draft) && draft.dirty.length === 0 &&
    draft.noteCount <= FEW;
}

/** Members, and the key of one more up to its value. */
function opened(members: string, key: string): string {
  const start = members === "" ? '"' : members + ',"';
  return start + inQuotes(escapeKey(key)) + '":';
}
