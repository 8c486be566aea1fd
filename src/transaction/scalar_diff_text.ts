/**
 * The commonest changes of all as JSON text: scalars set in objects.
 *
 * They need none of the steps that others do (copies, an order of keys, an
 * alignment). To leave them to `diff_text.ts` was tried: a commit takes half as
 * long again then (docs/performance.md, "Fast paths that are kept").
 *
 * @module
 */
import { numberText } from "../values/number_text.ts";
import type { Plain } from "../values/own.ts";
import { inQuotes, quoted } from "../values/quoted.ts";
import { isRichNumber } from "../values/copy.ts";
import type { Draft } from "./draft/draft.ts";
import { ListDraft } from "./draft/list_draft.ts";
import { ObjectDraft, type Wrapping } from "./draft/object_draft.ts";
import type { Recorder } from "./recorder.ts";
import { escapeKey, escapeText } from "../diff/grammar.ts";

const ROOT_WRAPPING: Wrapping = {
  opening: '{"',
  closing: "}",
  below: undefined,
};

/** The text of more objects is made piece by piece, as `diff_text.ts` does. */
const MOST_OBJECTS = 100;

/**
 * The text of the diff, `""` when nothing changed; undefined when the change is
 * another one, or a value is to be refused.
 */
export function scalarDiffText({ noted, root }: Recorder): string | undefined {
  if (noted.length > MOST_OBJECTS) return undefined;
  if (noted.length === 1) {
    const draft = noted[0]!; // the length says so
    return hasItsKeys(draft) ? loneEdit(draft, root) : undefined;
  }
  // An object that does not stand in the state gets back what was in it.
  const all = noted.every((draft) => hasItsKeys(draft) && draft.located);
  const text = all ? membersText(root, ROOT_WRAPPING.opening) : undefined;
  return text && text + ROOT_WRAPPING.closing;
}

/** Whether it is of an object, and none of its keys came, went or moved. */
export function hasItsKeys(draft: Draft): draft is ObjectDraft {
  return draft instanceof ObjectDraft && draft.late.size === 0 && !draft.holes;
}

function loneEdit(draft: ObjectDraft, root: ObjectDraft): string | undefined {
  let { opening, closing } = ROOT_WRAPPING;
  if (draft !== root) {
    const { parent } = draft;
    const above = parent && wrappingOf(parent, root);
    if (above === undefined) return undefined;
    // Not kept as an object: what is changed most often serves one transaction
    // only, and one object more slows each commit.
    opening = openingBelow(above, draft.key);
    closing = closingBelow(above);
  }
  return scalarsText(draft, opening, closing);
}

/**
 * The changes in an object and below it, as members after `before`. Returns
 * what {@linkcode scalarDiffText} does, without the end.
 */
function membersText(draft: ObjectDraft, before: string): string | undefined {
  const { dirty } = draft;
  let text = scalarsText(draft, before, "");
  for (let i = 0; i < dirty.length && text !== undefined; i++) {
    const child = dirty[i]!; // i is below the length
    const key = draft.keyOf(child);
    if (!(child instanceof ObjectDraft) || draft.hasNote(key)) return undefined;
    const start = text === "" ? before : text + ',"';
    const longer = membersText(child, start + openingOf(key));
    if (longer !== "") text = longer && longer + "}";
  }
  return text;
}

/**
 * The scalars that were set in one object, as members between two texts. Returns
 * what {@linkcode scalarDiffText} does.
 */
export function scalarsText(
  draft: ObjectDraft,
  before: string,
  after: string,
): string | undefined {
  const { noteCount, raw } = draft;
  // The one note of most: an iterator took as long as all the rest here.
  if (noteCount === 1) {
    const { notedKey, notedOld } = draft;
    return member(before, raw, notedKey, notedOld, after);
  }
  if (noteCount === 0) return "";
  let text = "";
  for (const [key, old] of draft.notes()) {
    const start = text === "" ? before : `${text},"`;
    const longer = member(start, raw, key, old, "");
    if (longer === undefined) return undefined;
    if (longer !== "") text = longer;
  }
  return text === "" ? "" : text + after;
}

/**
 * A member that was set, with the text before and after it; `""` when it is what
 * it was.
 */
function member(
  before: string,
  raw: Plain,
  key: string,
  old: unknown,
  after: string,
): string | undefined {
  const value = raw[key];
  if (Object.is(value, old)) return "";
  const text = scalarText(value);
  if (text === undefined) return undefined;
  // Short strings are joined by copying, long ones by reference, which costs more
  // once they are gathered: so what can be joined short is.
  return before + nameOf(key) + (text + after);
}

let lastKey = "";
let lastName = '":';

/**
 * A key as it stands after its first quote, up to the value. Kept for the next
 * change, which most often is of the same key.
 */
function nameOf(key: string): string {
  if (key !== lastKey) {
    lastKey = key;
    lastName = inQuotes(escapeKey(key)) + '":';
  }
  return lastName;
}

/** The text of a scalar that JSON has a type for. */
function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case "number":
      return isRichNumber(value) ? undefined : numberText(value);
    case "boolean":
      return value ? "true" : "false";
    case "string":
      return value.isWellFormed() ? quoted(escapeText(value)) : undefined;
    default:
      return value === null ? "null" : undefined;
  }
}

/**
 * The text before and after the members of an object, or the items of a list,
 * in a diff; undefined when others are on the way to it, or the list has other
 * items than before.
 *
 * The draft of an object keeps it: those above serve many transactions.
 */
function wrappingOf(draft: Draft, root: Draft): Wrapping | undefined {
  if (draft === root) return ROOT_WRAPPING;
  if (draft instanceof ObjectDraft) {
    return draft.wrapping ??= wrappingBelow(draft, root);
  }
  return draft instanceof ListDraft && !draft.noted
    ? wrappingBelow(draft, root)
    : undefined;
}

function wrappingBelow(
  { parent, key }: Draft,
  root: Draft,
): Wrapping | undefined {
  const above = parent && wrappingOf(parent, root);
  return above && {
    opening: openingBelow(above, key),
    closing: closingBelow(above),
    below: undefined,
  };
}

function openingBelow({ opening }: Wrapping, key: unknown): string {
  return opening + openingOf(String(key));
}

/** A key as it stands after its first quote, up to the quote of the first in it. */
function openingOf(key: string): string {
  return inQuotes(escapeKey(key)) + '":{"';
}

function closingBelow(wrapping: Wrapping): string {
  return wrapping.below ??= "}" + wrapping.closing;
}
