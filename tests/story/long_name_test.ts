/**
 * A name that is as long as a name may be is as good as any: what stands beside
 * the file gets one that fits.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FileLockError, Kanta } from "@kanta/core";
import { convert, reseal } from "@kanta/core/maintenance";
import { TempFolder } from "../support/temp.ts";

for (const letter of ["x", "\u00e9", "\u6f22"]) {
  const bytes = new TextEncoder().encode(letter).length;
  const name = letter.repeat(Math.floor(255 / bytes));

  Deno.test(`a crash, an edit and a conversion of a file with the longest name of ${bytes} bytes each`, async () => {
    using folder = new TempFolder();
    const path = folder.file(name);
    const open = () => Kanta.open(path, { n: 1 });
    await (await open()).close();
    const whole = Deno.readTextFileSync(path);
    Deno.writeTextFileSync(path, '{"ts":"20', { append: true });
    const db = new Kanta(path, { n: 1 });
    const { torn } = await db.open();
    await db.close();
    assertEquals(Deno.readTextFileSync(torn?.saved ?? ""), '{"ts":"20');
    assertEquals(Deno.readTextFileSync(path), whole);

    Deno.writeTextFileSync(path, whole.replace('"n":1', '"n":7'));
    const { kept = "" } = await reseal(path);
    assert(Deno.readTextFileSync(kept).includes('"n":7'));
    const edited = await open();
    assertEquals(edited.data.n, 7);
    await edited.close();

    using other = new TempFolder();
    const into = other.file(name);
    const report = await convert(path, into, { serializer: "msgpack" });
    assertEquals(report.into, into);
    assertEquals([...Deno.readDirSync(other.path)].map((file) => file.name), [
      name,
    ]);
  });
}

Deno.test("a symlink that leads nowhere is named, and no job takes its place", async () => {
  using folder = new TempFolder();
  const [link, path] = [folder.file("link"), folder.file("data")];
  try {
    Deno.symlinkSync(folder.file("nothing"), link);
  } catch {
    return console.log("this system makes no symlinks here");
  }
  await assertRejects(
    () => Kanta.open(link, { n: 1 }),
    FileLockError,
    "it is a symlink to",
  );
  await (await Kanta.open(path, { n: 1 })).close();
  for (
    const job of [
      () => Kanta.salvage(path, link),
      () => convert(path, link, { serializer: "msgpack" }),
    ]
  ) {
    await assertRejects(job, FileLockError, "there is a file already");
    assert(Deno.lstatSync(link).isSymlink);
  }
});
