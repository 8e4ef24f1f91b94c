/** Bundles web/src into web/static/dist: hashed files, manifest.json, licences of what is bundled. */

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const source = dirname(fileURLToPath(import.meta.url));
const root = resolve(source, "../..");
const dist = resolve(source, "../static/dist");

async function bundle() {
  return build({
    absWorkingDir: root,
    entryPoints: {
      app: join(source, "main.ts"),
      early: join(source, "early.ts"),
      softphone: join(source, "softphone/line.ts"),
      style: join(source, "css/app.css"),
    },
    outdir: dist,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    sourcemap: "linked",
    target: ["es2022"],
    format: "esm",
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
  });
}

/** "app.js" -> "app-HASH.js"; the style sheet is called app.css. */
function manifestOf(outputs) {
  const names = {};
  for (const [file, output] of Object.entries(outputs)) {
    if (!output.entryPoint) continue;
    const plain = basename(file).replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1");
    names[plain === "style.css" ? "app.css" : plain] = basename(file);
  }
  return names;
}

function packagesOf(inputs) {
  const names = Object.keys(inputs).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

async function licenceOf(name) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} is bundled but has no licence file in its package`);
  return `${name} ${version} (${license})\n\n${await readFile(join(folder, file), "utf8")}`;
}

/** Pictures of web/static get a hash in their name like everything that browsers keep. */
async function copyPictures() {
  const names = {};
  const folder = join(source, "../static");
  for (const name of (await readdir(folder)).filter((one) => one.endsWith(".svg"))) {
    const content = await readFile(join(folder, name));
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
    names[name] = name.replace(/\.svg$/, `-${hash}.svg`);
    await writeFile(join(dist, names[name]), content);
  }
  return names;
}

/** Takes away what earlier builds left; last, so that a running server always finds what its manifest names. */
async function removeOld(written) {
  for (const name of await readdir(dist)) if (!written.has(name)) await rm(join(dist, name));
}

await mkdir(dist, { recursive: true });
const { metafile } = await bundle();
const texts = await Promise.all(packagesOf(metafile.inputs).map(licenceOf));
await writeFile(join(dist, "THIRD-PARTY-LICENSES.txt"), texts.join(`\n${"-".repeat(78)}\n\n`));
const manifest = { ...manifestOf(metafile.outputs), ...(await copyPictures()) };
await writeFile(join(dist, "manifest.next"), JSON.stringify(manifest, null, 2) + "\n");
await rename(join(dist, "manifest.next"), join(dist, "manifest.json"));
const bundled = Object.keys(metafile.outputs).map((file) => basename(file));
await removeOld(new Set([...bundled, ...Object.values(manifest), "manifest.json", "THIRD-PARTY-LICENSES.txt", "sources.sha256"]));
