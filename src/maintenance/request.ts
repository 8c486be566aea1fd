/**
 * The request of a job, and its answers.
 *
 * @module
 */
import type { BackupRequest } from "./backup/backup.ts";
import type { BackupReport } from "./backup/backup_report.ts";
import type { ConvertReport } from "./convert.ts";
import type { JobProgress } from "../history/reader/log_reader.ts";
import type { RedactReport, RedactRequest } from "./redact/report.ts";
import type { ResealReport, ResealRequest } from "./reseal/reseal.ts";
import type { SalvageReport } from "./salvage.ts";
import type { VerifyReport } from "./verify.ts";
import type { WireError } from "../store/file/protocol/wire_error.ts";

/** The task for a log. Formats are names, or addresses of modules. */
export type JobRequest =
  | {
    readonly kind: "verify";
    readonly path: string;
    readonly format?: string | undefined;
  }
  | {
    readonly kind: "salvage";
    readonly path: string;
    readonly into: string;
    readonly format?: string | undefined;
  }
  | {
    readonly kind: "convert";
    readonly path: string;
    readonly into: string;
    readonly from?: string | undefined;
    readonly to: string;
  }
  | {
    readonly kind: "backup";
    readonly path: string;
    /** The log itself, where it is in memory. */
    readonly bytes?: Uint8Array | undefined;
    readonly into: string;
  } & BackupRequest
  | { readonly kind: "reseal"; readonly path: string } & ResealRequest
  | { readonly kind: "redact"; readonly path: string } & RedactRequest;

/** The report of each kind of job. */
export interface Reports {
  readonly verify: VerifyReport;
  readonly salvage: SalvageReport;
  readonly convert: ConvertReport;
  readonly reseal: ResealReport;
  readonly backup: BackupReport;
  readonly redact: RedactReport;
}

/** Main to the job's worker. */
export interface PostedRequest {
  readonly order: JobRequest;
  /** One word; not 0: give up. */
  readonly stop: SharedArrayBuffer;
}

/** The job's worker to main. */
export type JobAnswer =
  | { readonly kind: "progress"; readonly progress: JobProgress }
  | { readonly kind: "done"; readonly report: Reports[keyof Reports] }
  | { readonly kind: "failed"; readonly error: WireError };
