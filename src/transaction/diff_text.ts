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
import { jsonText } from "../values/json_text.ts";
import { flat } from "../values/flatten.ts";
import { numberText } from "../values/number_text.ts";
import { inQuotes, quoted } from "../values/quoted.ts";
import type { Draft } from "./draft/draft.ts";
import type { Edit } from "../diff/edit.ts";
import { escapeValue } from "../diff/escape.ts";
import { isIndexKey } from "../diff/key_order.ts";
import type { KeyedDraft } from "./draft/keyed_draft.ts";
import { isRewritten } from "../diff/list/list_diff.ts";
import { ListDraft } from "./draft/list_draft.ts";
import { changeAtEnd } from "./draft/list_tail.ts";
import { MapDraft } from "./draft/map_draft.ts";
import { DiffBuilder } from "./diff_builder.ts";
import { ObjectDraft } from "./draft/object_draft.ts";
import type { Recorder } from "./recorder.ts";
import { hasItsKeys, scalarsText } from "./scalar_diff_text.ts";
import { DELETE, escapeKey, escapeText, INSERT } from "../diff/grammar.ts";
import { ABSENT } from "../values/own.ts";

/**
 * The length of text that is made flat at once. Until then it is a tree of its
 * pieces, which live until they are posted: in a large transaction the
 * collector would move more of them than of the drafts (docs/performance.md).
 */
const PIECE = 8192;

/** More keys than these of one object are written one by one, for that reason. */
const FEW = 64;

/** Writes the diff of one transaction. */
export class DiffText {
  readonly #recorder: Recorder;
  #differ: DiffBuilder | undefined;
  /** Whether the text written last is a whole value, as `Edit` has it. */
  #whole = false;
  /** The first members of the object being written, if they are many. */
  #flat = "";
  #able = true;

  /** Reads the notes of a recorder after adoption. */
  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /**
   * The text of the net change, `""` if there is none; undefined when only an
   * object of the diff can tell: there is more in it than JSON has, or something
   * that was there is to be written whole.
   */
  text(): string | undefined {
    const text = this.#keyed(this.#recorder.root);
    return this.#able && !this.#recorder.copier.needsTags ? text : undefined;
  }

  /** The edit of an object in which something stays. */
  #keyed(draft: KeyedDraft<string>): string {
    if (draft.moved.size > 0) this.#able = false;
    const outer = this.#flat;
    this.#flat = "";
    let stays = false;
    let deletes = "";
    let text = "";
    for (const [key, old] of draft.notes()) {
      if (old === ABSENT || old === undefined) continue;
      const value = draft.readRaw(key);
      if (value === undefined) {
        const name = quoted(escapeKey(key));
        deletes = deletes === "" ? name : `${deletes},${name}`;
      } else {
        stays = true;
        text = this.#joined(text, key, this.#pair(old, value));
      }
    }
    for (const child of draft.dirty) {
      const key = draft.keyOf(child);
      if (draft.hasNote(key)) continue;
      stays = true;
      // Right after the text before it: a text of its own, joined then, would
      // slow a change of many objects.
      const scalars = isLeaf(child)
        ? scalarsText(child, opened(text, key) + '{"', "}")
        : undefined;
      if (scalars === undefined) {
        text = this.#joined(text, key, this.#child(child));
      } else if (scalars !== "") text = this.#piece(scalars);
    }
    for (const key of draft.late) {
      const value = draft.readRaw(key);
      if (value === undefined || draft.noteOf(key) !== ABSENT) continue;
      text = this.#joined(text, key, this.#value(this.#recorder.after(value)));
    }
    text = this.#complete(text);
    this.#flat = outer;
    if (deletes !== "") {
      if (!stays && !draft.survives()) this.#able = false;
      const command = `"${DELETE}":[${deletes}]`;
      text = text === "" ? command : `${command},${text}`;
    }
    this.#whole = false;
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
    this.#flat = this.#complete(flat(members));
    return "";
  }

  /** The members of the object, with those that were made flat before. */
  #complete(members: string): string {
    if (this.#flat === "") return members;
    return members === "" ? this.#flat : `${this.#flat},${members}`;
  }

  #child(draft: Draft): string {
    if (hasNames(draft)) return this.#keyed(draft);
    const text = draft instanceof ListDraft ? this.#list(draft) : "";
    return text === "" ? this.#edit(this.#differs().edit(draft)) : text;
  }

  /** The edit of a list, if it is of items within or one at the end; else `""`. */
  #list(draft: ListDraft): string {
    if (!draft.noted && draft.dirty.length > 0) return this.#items(draft);
    const change = changeAtEnd(draft);
    if (change === undefined) return "";
    const { deletes, inserts } = change;
    // The longer list is the one that has the items that went or came.
    const longer = draft.raw.length + deletes.length;
    if (isRewritten(deletes.length + inserts.length, longer)) return "";
    this.#whole = false;
    if (deletes.length > 0) return `{"${DELETE}":[${deletes.toReversed()}]}`;
    const items = inserts.map((at) => {
      const item = this.#value(this.#recorder.after(draft.raw[at]));
      return `[${numberText(at)},${item}]`;
    });
    return items.length === 0 ? "" : `{"${INSERT}":[${items}]}`;
  }

  /** The edit of a list in which items were changed from within. */
  #items(list: ListDraft): string {
    const { dirty, raw } = list;
    if (dirty.length > 1 && !areToldApart(dirty)) return "";
    const items = dirty.toSorted((a, b) => list.placeOf(a) - list.placeOf(b));
    const texts: string[] = [];
    let replaced = 0;
    for (const item of items) {
      const at = list.placeOf(item);
      if (at < 0) return "";
      this.#whole = false;
      const scalars = isLeaf(item) ? scalarsText(item, '{"', "}") : undefined;
      const text = scalars ?? this.#child(item);
      if (text === "") continue;
      texts.push(`"${at}":${text}`);
      if (this.#whole) replaced++;
    }
    this.#whole = false;
    if (texts.length === 0 || isRewritten(replaced, raw.length)) return "";
    return `{${texts.join()}}`;
  }

  /** How one value became another at the same place. */
  #pair(old: unknown, value: unknown): string {
    if (typeof value === "object" && value !== null) {
      return this.#edit(this.#differs().pair(old, value));
    }
    return Object.is(old, value) ? "" : this.#value(value);
  }

  #edit(edit: Edit | undefined): string {
    this.#whole = edit?.whole ?? false;
    // What JSON does not have must not come to its stringify: it would throw.
    if (edit === undefined || this.#recorder.copier.needsTags) return "";
    return jsonText(edit.diff);
  }

  #value(value: unknown): string {
    switch (typeof value) {
      case "number":
        return numberText(value); // what needs more than this is rich
      case "boolean":
        return value ? "true" : "false";
      case "string":
        return quoted(escapeText(value));
      default: {
        const { copier, types } = this.#recorder;
        if (copier.needsTags) return "";
        // All that is new was looked into when it was copied.
        const escaped = copier.escapes ? escapeValue(value, types) : value;
        return jsonText(escaped);
      }
    }
  }

  #differs(): DiffBuilder {
    return this.#differ ??= new DiffBuilder(this.#recorder);
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

/** How many keys are looked at before an alignment has to tell. */
const KEYS = 4;

/**
 * Whether no item can be what another was or is: each has another value under a
 * key that nobody set. Then none of them moved, and no alignment is needed.
 */
function areToldApart(items: readonly Draft[]): boolean {
  const [first] = items;
  if (first === undefined || !items.every(hasItsKeys)) return false;
  return Object.keys(first.raw).slice(0, KEYS).some((key) => {
    const values = new Set<unknown>();
    for (const item of items) {
      const value = item.hasNote(key) ? undefined : item.raw[key];
      if (typeof value !== "string" && typeof value !== "number") return false;
      if (values.size === values.add(value).size) return false;
    }
    return true;
  });
}
