/**
 * A program that has the package from a registry.
 *
 * @module
 */

/** Serves the files below a folder, as a registry does. */
function serve(folder: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const type = pathname.endsWith(".ts") ? "typescript" : "javascript";
      try {
        const bytes = await Deno.readFile(folder + pathname);
        return new Response(bytes, {
          headers: { "content-type": `text/${type}` },
        });
      } catch {
        return new Response("not here", { status: 404 });
      }
    },
  );
}

/**
 * Has a program get the package in a folder from a registry, where `load` runs it
 * the first time; from then on Deno has all of it. Returns the path of the program.
 */
export async function publishedProgram(
  program: URL,
  folder: string,
  pack: string,
  load: (file: string) => Promise<unknown>,
): Promise<string> {
  const user = `${folder}/published`;
  Deno.mkdirSync(user);
  const { exports } = JSON.parse(Deno.readTextFileSync(`${pack}/deno.json`));
  await using server = serve(pack);
  const entry = new URL(exports["."], `http://127.0.0.1:${server.addr.port}/`);
  Deno.writeTextFileSync(
    `${user}/deno.json`,
    JSON.stringify({
      imports: { "@kanta/core": entry.href },
      vendor: true,
      lock: false,
    }),
  );
  const file = `${user}/program.ts`;
  Deno.copyFileSync(program, file);
  await load(file);
  return file;
}
