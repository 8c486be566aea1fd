/**
 * The report of a rotation, from its plan.
 *
 * @module
 */
import type {
  RotationReport,
  RotationRequest,
} from "../../../keep/rotation.ts";
import type { Cut, Plan } from "./protocol.ts";

/** Whether at least half of a log would go, a new snapshot of `state` bytes counted. */
export function goesByHalf(
  cut: Pick<Cut, "offset"> | undefined,
  state: number,
  end: number,
): boolean {
  return cut !== undefined && 2 * (end - cut.offset + state) <= end;
}

/** The report of a log that is left as it is. */
export function nothingDone(
  plan: Plan,
  { dryRun = false }: RotationRequest,
  end: number,
): RotationReport {
  return {
    rotated: false,
    dryRun,
    rev: plan.base,
    moved: 0,
    kept: plan.kept ?? 0,
    bytesBefore: end,
    bytesAfter: end,
    deleted: [],
    notes: [],
  };
}

/** The report of what is going to be done. */
export function planned(
  plan: Plan,
  request: RotationRequest,
  end: number,
): RotationReport {
  const { cut, kept = 0, state } = plan;
  const { rev = 0, ts, moved = 0, offset = 0 } = cut ?? {};
  const left = end - offset;
  return {
    rotated: true,
    dryRun: request.dryRun ?? false,
    rev,
    before: ts,
    moved,
    kept,
    bytesBefore: end,
    bytesAfter: state + left,
    deleted: [],
    notes: notesOn(request, state, left),
  };
}

/** The notes about bounds that gain little. */
function notesOn(
  { size, records, before }: RotationRequest,
  state: number,
  left: number,
): readonly string[] {
  const notes: string[] = [];
  if (size !== undefined && size > 0 && size < state) {
    notes.push(
      `the size of ${size} bytes is below that of the state, ${state} bytes: ` +
        "the file begins with the state whatever is kept",
    );
  }
  if (before !== undefined && records !== 0 && left > 0 && left < state) {
    notes.push(
      `the ${left} bytes that are kept are fewer than the ${state} of the state, ` +
        "which each rotation writes anew: a longer retention costs less",
    );
  }
  return notes;
}
