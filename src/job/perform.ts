/**
 * Does a job: any of them, on any disk.
 *
 * @module
 */
import type { FileSystem } from "../file/log_file.ts";
import { convertLog } from "../history/convert.ts";
import type { Watch } from "../history/log_scan.ts";
import { salvageLog } from "../history/salvage.ts";
import { verifyLog } from "../history/verify.ts";
import type { Order, Reports } from "./order.ts";

/** Does what the order says; `watch` is told how far it is. */
export function perform(
  order: Order,
  disk: FileSystem,
  watch: Watch,
): Promise<Reports[keyof Reports]> {
  switch (order.kind) {
    case "verify":
      return verifyLog(disk, order.path, order.format, watch);
    case "salvage":
      return salvageLog(disk, order.path, order.into, order.format, watch);
    case "convert":
      return convertLog(disk, order.path, order.into, order, watch);
  }
}
