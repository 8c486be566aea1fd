/**
 * A counter, kept by Deno KV.
 *
 * @module
 */
const kv = await Deno.openKv(`${Deno.args[0]}/count.kv`);
const n = ((await kv.get<number>(["n"])).value ?? 0) + 1;
await kv.set(["n"], n);
console.log(n);
kv.close();
