/**
 * The notifier: it dispatches the events of a database to its listeners and to
 * the change log.
 *
 * A silent database pays nothing: an event is made only if someone hears it.
 *
 * @module
 */
import type { DatabaseError } from "../errors.ts";
import {
  AbortedEvent,
  ChangeEvent,
  ClockEvent,
  FollowEvent,
  type KantaEvents,
  MigratedEvent,
  OpenedEvent,
  type OpenReport,
  SnapshotEvent,
  WriterEvent,
} from "./events.ts";
import { RotatedEvent } from "../keep/rotated_event.ts";
import type { RotationReport } from "../keep/rotation.ts";
import type { LogEventFields, LogKind } from "../changelog/log_fields.ts";
import { changeLog, loadChangeLog } from "../changelog/log_switch.ts";
import type { KantaOptions } from "./options.ts";
import type { CommitOptions } from "./commit/change_heads.ts";
import type { ChangeStates, Companions } from "./commit/companions.ts";
import type { ChangeRecord } from "../record.ts";
import { Copier } from "../values/copy.ts";
import { NO_TYPES, type TypeRegistry } from "../values/kinds.ts";
import type { StoreEvents } from "../store/store.ts";

/** An `EventTarget` with the events of a database. */
export class KantaEventTarget extends EventTarget {
  readonly #heard = new Set<string>();

  /** Listens to an event of the database. */
  override addEventListener<Name extends keyof KantaEvents>(
    type: Name,
    listener: ((event: KantaEvents[Name]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** @ignore */
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    // deno-lint-ignore no-explicit-any -- what both overloads have in common
    listener: any,
    options?: boolean | AddEventListenerOptions,
  ): void {
    this.#heard.add(type);
    super.addEventListener(type, listener, options);
  }

  /**
   * Whether anybody ever listened to this kind of event: else none is made.
   *
   * @ignore
   */
  hears(type: string): boolean {
    return this.#heard.has(type);
  }
}

/** The options of one database's change log. */
type LogOptions = NonNullable<KantaOptions<object>["log"]>;

/** The database whose events are dispatched. */
export interface Subject {
  /** The database file. */
  readonly path: string;
  /** The options of its change log. */
  readonly options?: { readonly log?: LogOptions | undefined } | undefined;
  /** The application's own types. */
  readonly types?: TypeRegistry | undefined;
}

/**
 * A queue of notifications: one that comes up while another is delivered is
 * delivered after it, so that all hear them in the order in which they happened.
 */
class Sequence {
  readonly #waiting: (() => void)[] = [];
  #telling = false;

  /** Delivers now, or as soon as the notification under way is over. */
  tell(task: () => void): void {
    if (this.#telling) {
      this.#waiting.push(task);
      return;
    }
    this.#telling = true;
    try {
      task();
      for (
        let next = this.#waiting.shift();
        next;
        next = this.#waiting.shift()
      ) {
        next();
      }
    } finally {
      this.#telling = false;
    }
  }
}

/** Dispatches the events of one database. */
export class Notifier {
  /** The companions of commits. */
  readonly along: Companions = {};
  readonly #target: KantaEventTarget;
  readonly #log: LogOptions;
  readonly #emits: boolean;
  readonly #filename: string;
  readonly #types: TypeRegistry;
  // A listener may commit, and so may an emitter. A log event is shown with the
  // state of its commit, so it does not wait for listeners.
  readonly #events = new Sequence();
  readonly #emissions = new Sequence();

  /** Dispatches events to the listeners of `target`. */
  constructor(target: KantaEventTarget, about: Subject) {
    const { path, options, types = NO_TYPES } = about;
    this.#target = target;
    this.#filename = path;
    this.#log = options?.log ?? {};
    this.#emits = (this.#log.emitters?.length ?? 0) > 0;
    this.#types = types;
  }

  /** Loads the change log, if the database has emitters of its own. */
  async prepare(): Promise<void> {
    if (this.#emits) await loadChangeLog();
  }

  /** The listeners that the store's own events go to. */
  get storeEvents(): StoreEvents {
    return {
      fatal: (error) => this.#writer("fatal", error),
      full: (error) => this.#writer("full", error),
      away: (error) =>
        this.tell("away", () => new FollowEvent("away", error.message, error)),
      resumed: () => this.#writer("resumed"),
      snapshot: ({ bytes, r }) => this.#snapshot(bytes, r),
      snapshotFailed: (error) => this.#snapshot(0, 0, error),
    };
  }

  /** Whether a change would be heard or shown. */
  awaits(options: CommitOptions): boolean {
    return this.#target.hears("change") || this.#shows(options);
  }

  #shows(options: CommitOptions): boolean {
    return options.log !== false && this.#logs("change");
  }

  /**
   * A change was committed; `about` is asked for the states if the change log
   * shows it.
   */
  changed(
    record: ChangeRecord,
    about: ChangeStates,
    options: CommitOptions = {},
  ): void {
    const heard = this.#target.hears("change");
    const shown = this.#shows(options);
    const tell = about.touched
      ? this.along.watchers?.announce(record, about.previous())
      : undefined;
    if (!heard && !shown && tell === undefined) return;
    // The diff shares objects with the state, which moves on.
    const { diff } = record;
    const kept = diff === undefined || !heard
      ? record
      : { ...record, diff: new Copier(this.#types).copyOf(diff) };
    if (shown) {
      this.#emit({
        kind: "change",
        action: record.a,
        user: record.u,
        note: record.n,
        extra: options.extra,
        diff: record.diff,
        previous: about.previous(),
        current: about.current,
        showDiff: options.logDiff,
      });
    }
    // Of what a listener commits the watchers are told after this change.
    if (heard || tell !== undefined) {
      this.inTurn(() => {
        if (heard) this.#target.dispatchEvent(new ChangeEvent(kept));
        tell?.();
      });
    }
  }

  /** A transaction was rolled back. */
  aborted(action: string, options: CommitOptions, error: unknown): void {
    const { user, note, extra } = options;
    if (this.#logs("aborted")) {
      this.#emit({ kind: "aborted", action, user, note, extra, error });
    }
    if (this.#target.hears("aborted")) {
      this.#dispatch(new AbortedEvent(action, user, error));
    }
  }

  /** The database was opened. */
  opened(report: OpenReport): void {
    const kind = report.created ? "created" : "opened";
    if (this.#target.hears(kind)) this.#dispatch(new OpenedEvent(report));
    if (this.#logs(kind)) this.#emit({ kind });
    const { migrated } = report;
    if (migrated === undefined) return;
    if (this.#target.hears("migrated")) {
      this.#dispatch(new MigratedEvent(migrated));
    }
    if (!this.#logs("migrated")) return;
    this.#emit({
      kind: "migrated",
      diff: migrated.diff,
      fromVersion: migrated.from,
      toVersion: migrated.to,
      migrations: [
        ...migrated.steps,
        ...(migrated.defaults === undefined ? [] : [{ name: "defaults" }]),
        ...(migrated.schema === undefined ? [] : [{ name: "schema" }]),
      ],
    });
  }

  /** Does something once all that happened before is told. */
  inTurn(task: () => void): void {
    this.#events.tell(task);
  }

  /** The last record is more than a day ahead of the clock. */
  clockBehind(last: Temporal.Instant): void {
    this.tell("clock", () => new ClockEvent(last, Temporal.Now.instant()));
  }

  /** The file was rotated, or could not be. */
  rotated(report: RotationReport | undefined, error?: DatabaseError): void {
    if (report !== undefined && this.#logs("rotated")) {
      this.#emit({ kind: "rotated", rotation: report });
    }
    if (!this.#target.hears("rotated")) return;
    this.#dispatch(new RotatedEvent(report, error));
  }

  #writer(type: "fatal" | "full" | "resumed", error?: DatabaseError): void {
    this.tell(type, () => new WriterEvent(type, error));
  }

  #snapshot(bytes: number, rev: number, error?: DatabaseError): void {
    this.tell("snapshot", () => new SnapshotEvent(bytes, rev, error));
  }

  /** Whether anybody ever listened to this kind of event. */
  hears(type: keyof KantaEvents): boolean {
    return this.#target.hears(type);
  }

  /** Dispatches an event, which is made only if somebody hears it. */
  tell(type: keyof KantaEvents, make: () => Event): void {
    if (this.hears(type)) this.#dispatch(make());
  }

  #logs(kind: LogKind): boolean {
    const log = changeLog();
    return log !== undefined && (this.#emits || log.enabled(kind));
  }

  #dispatch(event: Event): void {
    this.#events.tell(() => this.#target.dispatchEvent(event));
  }

  #emit(fields: LogEventFields): void {
    const log = changeLog();
    if (log === undefined) return; // nobody has loaded it, so nobody is told
    const { emitters = [], formatters } = this.#log;
    const event = log.event({
      ...fields,
      formatters,
      filename: this.#filename,
      instance: this.#target,
    });
    this.#emissions.tell(() => log.emit(event, emitters));
  }
}
