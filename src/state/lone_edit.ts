/**
 * The commonest change of all as JSON text: some scalars set in one object.
 *
 * It needs none of the steps that others do (copies, an order of keys, a
 * comparison of lengths), and without them it takes a third of their time.
 *
 * @module
 */
import { numberText } from "../values/number_text.ts";
import type { Plain } from "../values/own.ts";
import { inQuotes, quoted } from "../values/quoted.ts";
import { isRichNumber } from "./copy.ts";
import type { Draft } from "./draft.ts";
import { escapeKey, escapeValue } from "./escape.ts";
import { ListDraft } from "./list_draft.ts";
import { ObjectDraft, type Way } from "./object_draft.ts";
import type { Recorder } from "./recorder.ts";

const ROOT_WAY: Way = { opening: '{"', closing: "}", below: undefined };

/**
 * A list of so many items is never written whole for a change within one of them:
 * the others take more than its index does, a character and a comma each.
 */
const FEWEST_ITEMS = 3;

/**
 * The text of the diff, `""` when nothing changed; undefined when the change is
 * another one, or a value is to be refused.
 */
export function loneEdit(recorder: Recorder): string | undefined {
  const { noted, root } = recorder;
  if (noted.length !== 1) return undefined;
  const draft = noted[0];
  if (!(draft instanceof ObjectDraft)) return undefined;
  const { late, holes, raw } = draft;
  if (late.size > 0 || holes) return undefined;
  let { opening, closing } = ROOT_WAY;
  if (draft !== root) {
    const { parent } = draft;
    const above = parent && wayTo(parent, root);
    if (above === undefined) return undefined;
    // Not kept as a way: what is changed most often serves one transaction only,
    // and an object more takes 3 % of a commit.
    opening = openingBelow(above, draft.key);
    closing = closingBelow(above);
  }
  // The one note of most: an iterator took as long as all the rest here.
  if (draft.noteCount === 1) {
    const { notedKey, notedOld } = draft;
    return member(opening, raw, notedKey as string, notedOld, closing);
  }
  let text = "";
  for (const [key, old] of draft.notes()) {
    const before = text === "" ? opening : `${text},"`;
    const longer = member(before, raw, key, old, "");
    if (longer === undefined) return undefined;
    if (longer !== "") text = longer;
  }
  return text === "" ? "" : text + closing;
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
 * change, which most often is of the same key: 3 % of a commit.
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
      return value.isWellFormed()
        ? quoted(escapeValue(value) as string)
        : undefined;
    default:
      return value === null ? "null" : undefined;
  }
}

/**
 * What comes before and after the members of an object, or the items of a list,
 * in a diff; undefined when others are on the way to it, or the list may have to
 * be written whole or has other items than before.
 *
 * The draft of an object keeps it: those above serve many transactions.
 */
function wayTo(draft: Draft, root: Draft): Way | undefined {
  if (draft === root) return ROOT_WAY;
  if (draft instanceof ObjectDraft) return draft.way ??= wayBelow(draft, root);
  return draft instanceof ListDraft && !draft.noted &&
      draft.raw.length >= FEWEST_ITEMS
    ? wayBelow(draft, root)
    : undefined;
}

function wayBelow({ parent, key }: Draft, root: Draft): Way | undefined {
  const above = parent && wayTo(parent, root);
  return above && {
    opening: openingBelow(above, key),
    closing: closingBelow(above),
    below: undefined,
  };
}

function openingBelow({ opening }: Way, key: unknown): string {
  const name = typeof key === "number" ? key : inQuotes(escapeKey(String(key)));
  return opening + (name + '":{"');
}

function closingBelow(way: Way): string {
  return way.below ??= "}" + way.closing;
}
