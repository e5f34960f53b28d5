// Makes the preview page: one page, one style, one script and the worker of the map, each in one file and nothing fetched from
// elsewhere. `src/serve` puts them together.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";

const out = new URL("dist/", import.meta.url).pathname;
await mkdir(out, { recursive: true });

const usual = { bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "inline", logLevel: "warning", write: false };
const one = async (entry, more = {}) => (await build({ ...usual, ...more, entryPoints: [entry], outdir: out })).outputFiles[0].text;

// inside a page, these would end or hide the script
const script = (await one("src/page.js")).replaceAll("</script", "<\\/script").replaceAll("<!--", "\\x3c!--");
await writeFile(`${out}page.js`, script);
await writeFile(`${out}worker.js`, await one("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"));
await writeFile(`${out}page.css`, await one("src/page.css", { external: ["*.woff2"] }));
await copyFile("src/page.html", `${out}page.html`);

// the licences of what goes into the page: everything installed but the bundler, which is no part of it
const lock = JSON.parse(await readFile("package-lock.json"));
const parts = Object.entries(lock.packages).filter(([path, about]) => path && !about.optional && !/\/(esbuild|@types\/.*)$/.test(path));
const notices = parts.map(async ([path, about]) => {
  const files = (await readdir(path).catch(() => [])).filter((name) => /^(licen[sc]e|copying)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(`${path}/${name}`, "utf8")));
  const own = texts.length ? "" : `${about.license}\n`;
  return `${path.replace(/^.*node_modules\//, "")} ${about.version}\n\n${own}${texts.join("\n")}`;
});
await writeFile(`${out}notices.txt`, (await Promise.all(notices)).join(`\n${"-".repeat(80)}\n\n`));

const size = async (name) => `${name} ${Math.round((await readFile(out + name)).length / 1000)} kB`;
console.log((await Promise.all(["page.html", "page.css", "page.js", "worker.js", "notices.txt"].map(size))).join(", "));
