/**
 * Work that is measured as the first of a new process, every time.
 *
 * @module
 */
import { Child } from "./child.ts";
import type { Contestant } from "./contest.ts";

/** A contestant whose every round is the first work of a new process. */
export function freshly(
  name: string,
  module: string,
  stage: string,
  options: unknown,
): Contestant {
  return {
    name,
    setting: "a new process each time",
    async round() {
      await using child = await Child.stage(module, stage, options);
      return (await child.run(1))["ms"]!;
    },
  };
}
