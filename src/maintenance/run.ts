/**
 * Does a job: any of them, on any disk.
 *
 * @module
 */
import type { ListedFileSystem } from "../file/log_file.ts";
import { backUpLog } from "./backup/backup.ts";
import { convertLog } from "./convert.ts";
import type { ReportProgress } from "../history/reader/log_reader.ts";
import { redactLog } from "./redact/redact.ts";
import { resealLog } from "./reseal/reseal.ts";
import { salvageLog } from "./salvage.ts";
import { verifyLog } from "./verify.ts";
import type { JobRequest, Reports } from "./request.ts";

/** Does what the order says; `watch` is told how far it is. */
export function runRequest(
  order: JobRequest,
  disk: ListedFileSystem,
  watch: ReportProgress,
): Promise<Reports[keyof Reports]> {
  switch (order.kind) {
    case "verify":
      return verifyLog(disk, order.path, order.format, watch);
    case "salvage":
      return salvageLog(disk, order.path, order.into, order.format, watch);
    case "convert":
      return convertLog(disk, order.path, order.into, order, watch);
    case "backup":
      return backUpLog(
        disk,
        order.bytes ?? order.path,
        order.into,
        order,
        watch,
      );
    case "reseal":
      return resealLog(disk, order.path, order, watch);
    case "redact":
      return redactLog(disk, order.path, order, watch);
  }
}
