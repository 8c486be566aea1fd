/**
 * States of the past, brought up to the present program as opening would have.
 *
 * @module
 */
import type { Replayed } from "../../replay/replayer.ts";
import { upgrade, type UpgradeParts } from "./upgrade.ts";

/** Brings a state of an older schema version up to date; undefined: it can't be. */
export type UpgradePast = (past: Replayed) => object | undefined;

/**
 * The steps that bring older states up to the version of the data, by the
 * migrations of the program and the defaults of new properties. What the
 * schemas make of them, the commit says.
 */
export function upgradePast(
  program: Omit<UpgradeParts, "schemas" | "defaults"> & {
    /** The values of properties new to the root. */
    defaults(): UpgradeParts["defaults"];
  },
  version: number,
): UpgradePast {
  const { plan, ctx, types, path } = program;
  const parts = { plan, ctx, types, path, defaults: program.defaults() };
  return (past) => {
    const reaches = past.version < version && parts.plan.latest === version;
    return reaches ? upgrade(past, parts).state : undefined;
  };
}
