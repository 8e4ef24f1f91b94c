/** Bundles tests/front/*.test.ts and runs them in Node's own test runner; no browser takes part. */

import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = join(root, "tests/front");
const out = await mkdtemp(join(tmpdir(), "cti-front-"));
const tests = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));

/** The page that pure modules look for when they are loaded. */
const page = "globalThis.document = { getElementById: () => null, documentElement: { lang: 'en' } };";

try {
  await build({
    entryPoints: tests.map((name) => join(folder, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: page },
    logLevel: "warning",
  });
  const files = tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  const done = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
  process.exitCode = done.status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
