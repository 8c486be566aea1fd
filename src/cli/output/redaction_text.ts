/**
 * Redactions as people read them: which places, on which day.
 *
 * @module
 */
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { redactionsIn } from "../../history/reader/redactions.ts";
import type { Redaction } from "../../log/redaction.ts";
import type { Display } from "./display.ts";
import { Moments } from "./moment.ts";
import type { Notes } from "./notes.ts";

/** One redaction: `users.*.email on 2026-12-01`. */
export function redactionText(
  { ts, places }: Redaction,
  { display }: { readonly display: Display },
): string {
  return `${places.join(", ")} on ${
    new Moments(display.zone).of(ts).date || ts
  }`;
}

/** Says what was redacted of a history, and so can't be answered. */
export function tellRedactions(
  shown: { readonly display: Display; readonly notes: Notes },
  reader: RecordReader,
): void {
  const redactions = redactionsIn(reader.logs);
  if (redactions.length === 0) return;
  const what = redactions.map((one) => redactionText(one, shown));
  shown.notes.say(
    `Redacted: ${
      what.join("; ")
    }. What stood there, and who set it, is not known ` +
      "any more.",
    { kind: "redacted", redactions },
  );
}
