import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { recorded } from "../../../support/local_writer.ts";
import { pathOf } from "../../../../src/file/file_path.ts";
import { hasSignals } from "../../../support/system.ts";

const CHILD = pathOf(new URL("./exit_child.ts", import.meta.url));
const COUNT = 1000;

/** How the program is to end: an exit code, a signal, or either for a crash. */
const WAYS: readonly [way: string, end: number | string][] = [
  ["exit", 7],
  ["throw", 1],
  ["reject", 1],
  ["close", 0],
  ["SIGINT", "SIGINT"],
  ["SIGTERM", "SIGTERM"],
  ["SIGHUP", "SIGHUP"],
  ["stop", 7],
  ["listener throws", 1],
  ["listener exits", 8],
  ["handled", 0],
  ["last words at exit", 7],
  ["last words, then exit", 7],
  ["last words at the end", 0],
  ["last words of an error", 1],
  ["last words of a rejection", 1],
  ["SIGTERM after SIGHUP of its own", "SIGTERM"],
];

for (const [way, end] of WAYS) {
  Deno.test(`nothing that was committed is lost when a program ends by: ${way}`, async () => {
    if (typeof end === "string" && !hasSignals()) return;
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/log.kantadb`;
      const { code, signal, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "-A", CHILD, path, way, `${COUNT}`],
        stderr: "piped",
      }).output();
      const said = new TextDecoder().decode(stderr);
      if (typeof end === "string") assertEquals(signal, end, said);
      else assertEquals(code, end, said);
      const found = recorded(await Deno.readFile(path));
      assertEquals(found.length, COUNT, said);
      assert(found.every((n, i) => n === i + 1));
      assert(!said.includes("not written"), said);
      const heard = said.match(/heard \d+/g) ?? [];
      if (way.includes("of its own")) {
        assertEquals(heard, ["heard 1", "heard 2"]);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("what can't be written at exit is said, with how many are lost", async () => {
  const program = `
    import { drainAtExit } from "${new URL(
    "../../../../src/store/file/client/exit_drain.ts",
    import.meta.url,
  )}";
    const flushSync = () => { throw new Error("3 commits are not written"); };
    drainAtExit({ send() {}, flushSync }, false);`;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      `data:text/javascript,${encodeURIComponent(program)}`,
    ],
    stderr: "piped",
  }).output();
  assertEquals(code, 0);
  assertStringIncludes(
    new TextDecoder().decode(stderr),
    "3 commits are not written",
  );
});

Deno.test("a writer that is stuck keeps nobody for ever; what is lost is counted", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", CHILD, "stuck.kantadb", "stuck", `${COUNT}`],
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(code, 7, said);
  assertStringIncludes(
    said,
    `${COUNT} commits are not written to "stuck.kantadb": the writer made no progress`,
  );
});

Deno.test("many databases of a writer that is stuck share one patience", async () => {
  const path = new URL(
    "../../../../src/store/file/client/exit_drain.ts",
    import.meta.url,
  );
  const program = `
    import { drainAtExit } from "${path}";
    let now = 0;
    performance.now = () => now;
    const said = [];
    const add = (name, ms, error) => drainAtExit({
      send: () => said.push("send " + name),
      flushSync: (patience) => {
        said.push(name + " " + patience);
        now += ms;
        if (error) throw new Error(error);
      },
    }, false);
    add("failed", 0, "failed before");
    add("slow", 9000);
    add("stuck", 5000, "stuck");
    add("also", 500, "also stuck");
    add("last", 0);
    console.error = () => {};
    dispatchEvent(new Event("unload"));
    console.log(said.join());
    Deno.exit(0);`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet"],
      `data:text/javascript,${encodeURIComponent(program)}`,
    ],
  }).output();
  const [said] = new TextDecoder().decode(stdout).split("\n");
  assertEquals(
    said,
    "send failed,send slow,send stuck,send also,send last," +
      "failed 5000,slow 5000,stuck 5000,also 500,last 500",
  );
});

Deno.test("who may go on is not waited for where the disk is full, and not told of losses", async () => {
  const path = new URL(
    "../../../../src/store/file/client/exit_drain.ts",
    import.meta.url,
  );
  const program = `
    import { drainAtExit } from "${path}";
    const said = [];
    const add = (name, error, waitsForRoom) => drainAtExit({
      waitsForRoom,
      send() {},
      flushSync(patience) {
        said.push(name + " " + (patience > 500));
        if (error) throw new Error(error);
      },
    }, false);
    add("sound");
    add("full", "no room", true);
    add("stuck", "no progress");
    console.error = (text) => said.push(text);
    let prevented = true;
    addEventListener("unhandledrejection", (event) => {
      if (prevented) event.preventDefault();
      said.push("heard");
    });
    for (const goesOn of [true, true, false]) {
      prevented = goesOn;
      const init = { promise: Promise.resolve(), cancelable: true };
      dispatchEvent(new PromiseRejectionEvent("unhandledrejection", init));
      said.push("|");
    }
    console.log(said.join());
    Deno.exit(0);`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet"],
      `data:text/javascript,${encodeURIComponent(program)}`,
    ],
  }).output();
  const [said] = new TextDecoder().decode(stdout).split("\n");
  assertEquals(
    said,
    "sound true,stuck true,heard,|,sound true,heard,|,sound true,heard," +
      "sound true,full true,no room,stuck true,no progress,|",
  );
});
