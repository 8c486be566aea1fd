/**
 * Results as lines of JSON: one object each, its type first, values in the tagged
 * form of docs/format.md.
 *
 * @module
 */
import { toJson } from "../../format/json/record/values.ts";
import type { Change } from "../changes/change.ts";
import type { RecordedChange } from "../changes/recorded_change.ts";
import { jsonText } from "../../values/json_text.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import type { TypeCodec } from "../../values/kinds.ts";
import type { Mask } from "./mask.ts";

/** In place of what is masked, whatever the terminal can show. */
export const DOTS = "••••••";

/** A change, and where it stands if that is known. */
export interface ShownChange extends RecordedChange {
  /** The line or record number. */
  readonly line?: number | null | undefined;
  /** Byte offset in its file. */
  readonly offset?: number | undefined;
}

/** Writes results as JSON. */
export class JsonLines {
  readonly #form: { readonly types: TypeRegistry; readonly guarded: boolean };
  readonly #mask: Mask;

  /** Takes the application's types, and masks. */
  constructor(types: readonly TypeCodec[], mask: Mask) {
    this.#form = { types: new TypeRegistry(types), guarded: true };
    this.#mask = mask;
  }

  /** The JSON text of a value, whole. */
  text(value: unknown): string {
    return jsonText(toJson(value, this.#form));
  }

  /** A value for a result. */
  value(value: unknown): unknown {
    return toJson(value, this.#form);
  }

  /** A value of a place, masked; the masked places are added. */
  shown(path: readonly unknown[], value: unknown, masked: string[]): unknown {
    return this.value(this.#mask.cover(path, value, DOTS, masked));
  }

  /** A change with its places as a result. */
  recorded(change: ShownChange): Record<string, unknown> {
    const { rev, line, offset, id, ts, action, user, note, undone } = change;
    const { redacted, mtime, version, changes } = change;
    const masked: string[] = [];
    return {
      type: "change",
      rev,
      line,
      offset,
      id,
      ts,
      action,
      user,
      note,
      undone,
      redacted,
      mtime,
      version,
      changes: this.changes(changes, masked),
      masked,
    };
  }

  /** Changes for a result, masked; the masked places are added. */
  changes(changes: readonly Change[], masked: string[]): unknown[] {
    return changes.map((change) => {
      const shown = this.#mask.coverChange(change, DOTS, masked);
      const { op, at, path, moved } = shown;
      return {
        op,
        at,
        path: path.map((key) => this.value(key)),
        ...("old" in shown && { old: this.value(shown.old) }),
        ...("new" in shown && { new: this.value(shown.new) }),
        ...(moved && { moved }),
      };
    });
  }
}
