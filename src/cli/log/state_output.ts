/**
 * The state after the last record that `log` showed: written as JSON, migrated
 * on request.
 *
 * @module
 */
import { MigrationPlan } from "../../database/schema/migration_plan.ts";
import { type Migrations, runSteps } from "../../database/schema/migrations.ts";
import { indexSpan } from "../../history/point/index_span.ts";
import type { Clock } from "../../history/point/position.ts";
import { isTime, type Range } from "../../history/point/range.ts";
import { resolveRanges } from "../../history/point/span.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { type StateAt, stateIn } from "../../history/state_at.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import type { Plain } from "../../values/own.ts";
import type { Application } from "../application.ts";
import type { Invocation } from "../command.ts";
import { CommandError, EXIT } from "../failure.ts";
import { JsonLines } from "../../history/shown/json_lines.ts";
import { Mask } from "../../history/shown/mask.ts";
import { writeFile } from "../output/state_file.ts";
import type { Selected } from "./selection.ts";

/** Where nothing was shown: the ranges that were asked for. */
interface NothingShown {
  readonly ranges: readonly Range[];
  readonly clock: Clock;
}

/** Writes the state after the record that was shown last. */
export async function writeState(
  invocation: Invocation,
  application: Application,
  reader: RecordReader,
  last: Selected | NothingShown,
  steps: object | undefined,
): Promise<void> {
  const { args, out } = invocation;
  const rev = "record" in last ? last.record.rev : endOf(reader, last);
  const { state } = migrated(
    invocation,
    application,
    stateIn(reader, rev),
    steps,
  );
  const into = args.text("output");
  if (into === undefined) return;
  const text = new JsonLines(application.types, new Mask([], true)).text(state);
  if (into !== "-") return writeFile(into, text);
  await out.write(text);
  out.flush();
}

/** The revision at the end of the ranges that are no times and no numbers. */
function endOf(reader: RecordReader, { ranges, clock }: NothingShown): number {
  const units = ranges.filter((range) =>
    indexSpan(range) === undefined &&
    ![range.from, range.to].some((bound) =>
      bound !== undefined && isTime(bound)
    )
  );
  if (units.length === 0) return reader.rev;
  // Where they end counts, be there nothing in them.
  const ends = units.map(({ text, form, from, to }): Range =>
    form === "single"
      ? { text, form, ...(from !== undefined && { from }) }
      : { text, form, ...(to !== undefined && { to }) }
  );
  const span = resolveRanges(reader, ends, clock);
  for (const record of reader.backward(span.to + 1)) {
    if (record.rev >= span.from && span.includes(record)) return record.rev;
  }
  return reader.base;
}

/**
 * Runs the migrations that `-m` or `-k` bring on a state in memory, and says so.
 *
 * @throws {CommandError} When one fails, or they do not lead on from the state.
 */
export function migrated(
  { args, notes }: Invocation,
  application: Application,
  at: StateAt,
  steps: object | undefined,
): StateAt {
  if (steps === undefined) return at;
  const types = new TypeRegistry(application.types);
  try {
    // What of it is no step, the plan refuses.
    const plan = new MigrationPlan(steps as Migrations);
    const pending = plan.pending(at.version, "the state");
    const { data, done } = runSteps(
      pending,
      at.state as Plain, // a state is an object
      { ctx: {} },
      types,
      "the state",
    );
    if (!args.has("quiet") && done.length > 0) {
      const names = done.filter(({ changed }) => changed)
        .map(({ name }) => name);
      notes.say(
        `migrated v${at.version} -> v${plan.latest}` +
          `${
            names.length > 0 ? `: ${names.join(", ")}` : ""
          } (in memory alone)`,
        { kind: "migrated", from: at.version, to: plan.latest, steps: names },
      );
    }
    return { ...at, state: data, version: Math.max(at.version, plan.latest) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(reason, EXIT.migration, [], { cause });
  }
}
