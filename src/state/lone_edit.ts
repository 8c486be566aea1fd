/**
 * The commonest change of all as JSON text: some scalars set in one object.
 *
 * It needs none of the steps that others do (copies, an order of keys, a
 * comparison of lengths), and without them it takes a third of their time.
 *
 * @module
 */
import { quoted } from "../values/quoted.ts";
import { isRichNumber } from "./copy.ts";
import type { Draft } from "./draft.ts";
import { escapeKey, escapeValue } from "./escape.ts";
import { ObjectDraft } from "./object_draft.ts";
import type { Recorder } from "./recorder.ts";

/**
 * The text of the diff, `""` when nothing changed; undefined when the change is
 * another one, or a value is to be refused.
 */
export function loneEdit(recorder: Recorder): string | undefined {
  if (recorder.noted.length !== 1) return undefined;
  const [draft] = recorder.noted;
  if (!(draft instanceof ObjectDraft)) return undefined;
  if (draft.late.size > 0 || draft.holes) return undefined;
  let members = "";
  for (const [key, old] of draft.notes) {
    const value = draft.raw[key];
    if (Object.is(value, old)) continue;
    const text = scalarText(value);
    if (text === undefined) return undefined;
    const member = `${quoted(escapeKey(key))}:${text}`;
    members = members === "" ? member : `${members},${member}`;
  }
  return members === "" ? "" : placed(`{${members}}`, draft, recorder.root);
}

/** The text of a scalar that JSON has a type for. */
function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case "number":
      return isRichNumber(value) ? undefined : String(value);
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

/** The edit of a draft as one of the root, by way of plain objects alone. */
function placed(
  edit: string,
  draft: Draft,
  root: Draft,
): string | undefined {
  let text = edit;
  let at = draft;
  while (at.parent instanceof ObjectDraft) {
    text = `{${quoted(escapeKey(at.key as string))}:${text}}`;
    at = at.parent;
  }
  return at === root ? text : undefined;
}
