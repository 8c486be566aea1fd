/**
 * `kanta view`: the log in a browser.
 *
 * @module
 */
import {
  MADE_HERE,
  type PageFiles,
  pageFiles,
} from "../../viewer/http/page_files.ts";
import { serveViewer } from "../../viewer/own_server.ts";
import { isStreamAddress } from "../../store/stream/port/stream_address.ts";
import { loadApplication } from "../application.ts";
import type { Invocation } from "../command.ts";
import { CommandError, EXIT } from "../failure.ts";
import { demandFile, openLog } from "../input/input.ts";
import { Interrupted, interruptible } from "../interruption.ts";
import { jsonLine } from "../output/safe_json.ts";
import { tellNotes } from "./log.ts";

/** The programs that open an address in the browser. */
const OPENERS: Readonly<Partial<Record<typeof Deno.build.os, string[]>>> = {
  darwin: ["open"],
  windows: ["explorer"],
  linux: ["xdg-open"],
};

/** The part of the build that makes the page. */
interface PageTools {
  buildPage(
    root: URL,
  ): Promise<PageFiles & { readonly took: number | undefined }>;
}

/** Serves the viewer until it is interrupted. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, settings, display, out, json } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "view");
  const application = await loadApplication(args);
  {
    using reader = await openLog(file, application); // tells what is wrong at once
    tellNotes(invocation, reader);
  }
  const files = await page(invocation);
  const { types, serializer, mask } = application;
  const nats = isStreamAddress(file) ? application.nats() : undefined;
  const masks = args.has("unmask") ? false : [...settings.mask ?? [], ...mask];
  const port = args.number("port");
  if (port !== undefined && port > 65_535) {
    throw new CommandError(`There is no port ${port}`, EXIT.usage);
  }
  await using server = started(() =>
    serveViewer(file, {
      name: file,
      types,
      serializer,
      nats,
      mask: masks,
      zone: display.zone,
      files: () => Promise.resolve(files),
      ...(port !== undefined && { port }),
    }), port);
  const { address } = server;
  await out.line(json ? jsonLine({ type: "hello", address }) : address);
  out.flush();
  if (args.has("open")) open(invocation, address);
  try {
    await interruptible((signal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        server.finished.then(resolve, reject);
      })
    );
  } catch (error) {
    // To interrupt it is how it ends.
    if (!(error instanceof Interrupted)) throw error;
  }
  return EXIT.done;
}

function started<T>(serve: () => T, port: number | undefined): T {
  try {
    return serve();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    const message = `Port ${port} is in use by another program`;
    const hints = ["without --port a free one is taken"];
    throw new CommandError(message, EXIT.failed, hints, { cause });
  }
}

/** The files of the page; a checkout makes them the first time. */
async function page({ notes }: Invocation): Promise<PageFiles> {
  if (!MADE_HERE) return await pageFiles();
  // A published copy has no tools beside it.
  const root = new URL("../../../", import.meta.url);
  const tools: PageTools = await import(new URL("tools/build.ts", root).href);
  const { took, ...files } = await tools.buildPage(root);
  if (took !== undefined) {
    const seconds = (took / 1000).toFixed(1);
    notes.say(`The page was built in ${seconds} s; it is there from now on`);
  }
  return files;
}

/** Opens the address, where running what does so is permitted already. */
function open({ notes }: Invocation, address: string): void {
  const [command = "", ...args] = OPENERS[Deno.build.os] ?? [];
  const { state } = Deno.permissions.querySync({ name: "run", command });
  if (state !== "granted") {
    notes.say(`No browser was started: that takes --allow-run=${command}`);
    return;
  }
  try {
    const child = new Deno.Command(command, {
      args: [...args, address],
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notes.say(`No browser was started: ${reason}`);
  }
}
