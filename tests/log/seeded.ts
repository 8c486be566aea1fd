/**
 * Random runs that print the seed which repeats them.
 *
 * @module
 */
import { Random } from "../state/random.ts";

/** Runs it with a random source; a failure names the seed. */
export function seeded(
  run: (random: Random) => void,
  seed: number = Math.floor(Math.random() * 2 ** 32),
): void {
  try {
    run(new Random(seed));
  } catch (cause) {
    throw new Error(`Failed with the seed ${seed}: ${cause}`, { cause });
  }
}

/** Random bytes. */
export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
