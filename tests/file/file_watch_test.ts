import { FileWatch, pause } from "../../src/file/file_watch.ts";
import { TempFolder } from "../support/temp.ts";

Deno.test("who follows a file is woken at once, by writes, and by the time in any case", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  Deno.writeTextFileSync(path, "");
  const watch = new FileWatch(path);
  await watch.next(); // there may be something new already
  Deno.writeTextFileSync(path, "a", { append: true });
  await watch.next();
  for (let i = 0; i < 3; i++) await watch.next();
  await watch.later();
  watch.close();
});

Deno.test("a file that is not there, or another one in its place, is watched all the same", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const watch = new FileWatch(path);
  await watch.next();
  await watch.next();
  Deno.writeTextFileSync(path, "");
  watch.renew();
  await watch.next();
  Deno.removeSync(path);
  await watch.next();
  await watch.later();
  watch.close();
});

Deno.test("where something is found all the time it wakes without events, and with them when it is quiet", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  Deno.writeTextFileSync(path, "");
  const watch = new FileWatch(path);
  for (let i = 0; i < 250; i++) {
    Deno.writeTextFileSync(path, "a", { append: true });
    await watch.next(true);
  }
  for (let i = 0; i < 80; i++) await watch.next();
  Deno.writeTextFileSync(path, "a", { append: true });
  await watch.next();
  watch.close();
});

Deno.test("nobody waits for a watch that is closed", async () => {
  using folder = new TempFolder();
  const watch = new FileWatch(folder.file());
  await watch.next();
  const waiting = [watch.next(), watch.later()];
  watch.close();
  await Promise.all(waiting);
  await watch.next();
  await watch.later();
  watch.renew();
  await pause(0);
});
