/**
 * A program that has the package from a registry.
 *
 * @module
 */

/** What is done beside serving files. */
export interface ServeOptions {
  /** Is told each path that is asked for. */
  readonly asked?: ((path: string) => void) | undefined;
  /** Changes the text that is served at a path. */
  readonly change?: ((path: string, text: string) => string) | undefined;
}

/** Serves the files below a folder, as a registry does. */
export function serveFiles(
  folder: string,
  { asked = () => {}, change = (_path, text) => text }: ServeOptions = {},
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      asked(pathname);
      const type = pathname.endsWith(".js") ? "javascript" : "typescript";
      try {
        const text = await Deno.readTextFile(folder + pathname);
        return new Response(change(pathname, text), {
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
  await using server = serveFiles(pack);
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
