/**
 * Redactions as people read them: which places, on which day.
 *
 * @module
 */
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { redactionsIn } from "../../history/reader/redactions.ts";
import type { Redaction } from "../../log/redaction.ts";
import type { Invocation } from "../command.ts";
import { Moments } from "./moment.ts";

/** One redaction: `users.*.email on 2026-12-01`. */
export function redactionText(
  { ts, places }: Redaction,
  { display }: Invocation,
): string {
  return `${places.join(", ")} on ${
    new Moments(display.zone).of(ts).date || ts
  }`;
}

/** Says what was redacted of a history, and so can't be answered. */
export function tellRedactions(
  invocation: Invocation,
  reader: RecordReader,
): void {
  const redactions = redactionsIn(reader.logs);
  if (redactions.length === 0) return;
  const what = redactions.map((one) => redactionText(one, invocation));
  invocation.notes.say(
    `Redacted: ${
      what.join("; ")
    }. What stood there, and who set it, is not known ` +
      "any more.",
    { kind: "redacted", redactions },
  );
}
