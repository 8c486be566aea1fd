/**
 * The data that every question works on: users of five fields in a dictionary,
 * visited in a scattered order.
 *
 * @module
 */

/** One object of five fields. */
export interface User {
  name: string;
  email: string;
  visits: number;
  active: boolean;
  joined: string;
}

/** The state of every contestant. */
export interface Data {
  users: Record<string, User>;
}

/** The key of the n-th user. */
export function userId(index: number): string {
  return `u${String(index).padStart(7, "0")}`;
}

/** The n-th user, as it is before any change. */
export function makeUser(index: number): User {
  return {
    name: `User ${index}`,
    email: `user${index}@example.com`,
    visits: 0,
    active: index % 3 !== 0,
    joined: "2026-01-31",
  };
}

/** A state of `size` users. */
export function makeData(size: number): Data {
  const users: Record<string, User> = {};
  for (let index = 0; index < size; index++) {
    users[userId(index)] = makeUser(index);
  }
  return { users };
}

/**
 * Visits 0..size-1 over and over in a scattered order: each once before any
 * twice, neighbours far apart, so that no peer lives off one warm page.
 */
export class Scatter {
  readonly #size: number;
  readonly #step: number;
  #at = 0;

  constructor(size: number) {
    this.#size = size;
    // Near the golden section, and odd steps until one shares no divisor.
    let step = Math.max(1, Math.floor(size * 0.618)) | 1;
    while (divisor(step, size) !== 1) step += 2;
    this.#step = step;
  }

  /** The next index. */
  next(): number {
    this.#at = (this.#at + this.#step) % this.#size;
    return this.#at;
  }

  /** The keys of the next `count` users, made before the clock runs. */
  ids(count: number): string[] {
    return Array.from({ length: count }, () => userId(this.next()));
  }
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
