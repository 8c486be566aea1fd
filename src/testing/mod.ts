/**
 * The contract of serializers: what a format of your own has to do so that a
 * log in it survives what a log has to survive. Ours pass it, too.
 *
 * It depends on no test runner and touches no file.
 *
 * @example
 * ```ts
 * import { JsonSerializer } from "@kanta/core";
 * import { serializerContract } from "@kanta/core/testing";
 *
 * const make = () => new JsonSerializer(); // or one of your own
 * for (const { name, run } of serializerContract("json", make)) {
 *   await run(); // in a test file: Deno.test(name, run)
 *   console.log(name);
 * }
 * ```
 *
 * @module
 */
import type { Checks } from "./check.ts";
import { DAMAGE_CHECKS } from "./damage_checks.ts";
import { FRAMER_CHECKS } from "./framer_checks.ts";
import { PARTS_CHECKS } from "./parts_checks.ts";
import { RECORD_CHECKS } from "./record_checks.ts";
import type { Serializer } from "../log/log_format.ts";

/** One check of the contract. */
export interface ContractCheck {
  /** The statement that holds, after the name that was given. */
  readonly name: string;
  /** Makes a serializer and checks it; rejects with what does not hold. */
  readonly run: () => Promise<void>;
}

const CHECKS: Checks = {
  ...RECORD_CHECKS,
  ...PARTS_CHECKS,
  ...FRAMER_CHECKS,
  ...DAMAGE_CHECKS,
};

/**
 * The checks that a serializer has to pass, to be registered as tests.
 *
 * Each makes one of its own with `make`. A format without checksums may pass,
 * too: what can't see a flipped bit is not asked to.
 */
export function serializerContract(
  name: string,
  make: () => Serializer | Promise<Serializer>,
): readonly ContractCheck[] {
  return Object.entries(CHECKS).map(([what, check]) => ({
    name: `${name}: ${what}`,
    async run(): Promise<void> {
      const serializer = await make();
      await serializer.prepare?.();
      await check(serializer);
    },
  }));
}
