/** Settings, masks and colours. */
import { assert, assertEquals } from "@std/assert";
import { Mask } from "../../src/history/shown/mask.ts";
import { runCommand } from "../support/command_run.ts";
import { LOG } from "./golden_text.ts";

Deno.test("secrets are masked at any depth, whatever their case", () => {
  const mask = new Mask();
  for (
    const path of [
      ["password"],
      ["users", "bob", "PassWord2"],
      ["a", "b", 0, "c", "apiKey"],
      ["api_key"],
      ["github-token"],
      ["Authorization", "scheme"],
      ["PAſſWORD"],
      ["x", new Map(), "cookie"],
    ]
  ) {
    assert(mask.hides(path), JSON.stringify(path));
  }
  for (
    const path of [[], ["users", "bob"], ["tokens_left"], ["key"], ["cookies"]]
  ) {
    assert(!mask.hides(path), JSON.stringify(path));
  }
  assert(!new Mask([], true).hides(["password"]));
});

Deno.test("a mask of one's own begins at the root", () => {
  const mask = new Mask(["users.*.phone", "**.iban"]);
  assert(mask.hides(["users", "bob", "Phone"]));
  assert(mask.hides(["a", "b", "iban", 0]));
  assert(!mask.hides(["other", "users", "bob", "phone"]));
});

Deno.test("what is masked is not searched, not even to say that it is there", async () => {
  const secret = await runCommand([LOG, "-g", "hunter2"]);
  assertEquals([secret.code, secret.stdout], [0, ""]);
  const place = await runCommand([LOG, "-g", "password", "-q"]);
  assert(place.stdout.includes("create_user"), place.stdout);
  const shown = await runCommand([LOG, "-g", "hunter2", "--unmask"]);
  assert(shown.stdout.includes("hunter2"), shown.stdout);
  const json = await runCommand([LOG, "--json", "-r", "r2"]);
  assertEquals(JSON.parse(json.stdout).masked, ["users.bob.password"]);
});

Deno.test("a file of data is whole", async () => {
  const { stdout } = await runCommand([LOG, "-q", "-o", "-"]);
  assert(stdout.includes("hunter22"));
});

Deno.test("settings are read, and options count more", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const config = `${folder}/kanta.jsonc`;
    Deno.writeTextFileSync(
      config,
      '{\n  // columns\n  "width": 50, "mask": ["users.*.email"],\n}\n',
    );
    const set = await runCommand(["log", LOG, "--config", config]);
    assertEquals(set.code, 0, set.stderr);
    assert(!set.stdout.includes("bob@example.com"), set.stdout);
    const unmasked = await runCommand([
      ...["log", LOG, "--config", config, "--unmask"],
    ]);
    assert(unmasked.stdout.includes("bob@example.com"));
    for (
      const [text, reason] of [
        ['{ "unmask": true }', "--unmask is an option alone"],
        ['{ "colour": 1 }', "wanted"],
        ['{ "width": "wide" }', "a number is wanted"],
        ["{", "Cannot read the settings"],
      ] as const
    ) {
      Deno.writeTextFileSync(config, text);
      const { code, stderr } = await runCommand([
        ...["log", LOG, "--config", config],
      ]);
      assertEquals(code, 1, text);
      assert(stderr.includes(reason), stderr);
    }
    const missing = await runCommand([LOG, "--config", `${folder}/none`]);
    assertEquals(missing.code, 1);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("errors say what, where and what next, in text and as JSON", async () => {
  const missing = await runCommand(["nosuch.kantadb"]);
  assertEquals(missing.code, 1);
  assert(missing.stderr.includes("there is no such file"), missing.stderr);
  const json = await runCommand(["show", LOG, "--at", "r99", "--json"]);
  assertEquals([json.code, json.stdout], [2, ""]);
  const error = JSON.parse(json.stderr);
  assertEquals([error.type, error.code], ["error", "PointError"]);
  const none = await runCommand(["show", "users.nobody", LOG]);
  assertEquals(none.code, 1);
  assert(none.stderr.includes("There is no users.nobody at r9"), none.stderr);
});

Deno.test("marks are ASCII where the display has no others", async () => {
  const marks = {
    arrow: "->",
    minus: "-",
    ellipsis: "...",
    mask: "******",
    rule: "-",
    bar: ["#", "."] as const,
  };
  for (const width of [40, 80, undefined]) {
    const { stdout } = await runCommand([LOG, "-r", "r2..r6"], {
      display: { ascii: true, marks, width },
    });
    const ours = stdout.replaceAll(/[東京都千代田区]/g, "");
    // deno-lint-ignore no-control-regex -- all that is ASCII
    assert(/^[\x00-\x7f]*$/.test(ours), ours);
    assert(stdout.includes("Bob -> Bobby"), stdout);
  }
});
