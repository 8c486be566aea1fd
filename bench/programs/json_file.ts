/**
 * A counter in a JSON file that is written whole, beside the old one, and
 * renamed.
 *
 * @module
 */
const path = `${Deno.args[0]}/count.json`;
let data = { n: 0 };
try {
  data = JSON.parse(Deno.readTextFileSync(path));
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
data.n++;
Deno.writeTextFileSync(`${path}.new`, JSON.stringify(data));
Deno.renameSync(`${path}.new`, path);
console.log(data.n);
