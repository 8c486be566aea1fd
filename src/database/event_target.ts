/**
 * The event target that a database is: it knows its events by name, and which
 * of them anybody ever asked for.
 *
 * @module
 */
import type { KantaEvents } from "./events.ts";

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
