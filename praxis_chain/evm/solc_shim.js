"use strict";
// As much of native solc's command line as py-solc-x, ape and forge use, on top of npm's emscripten build of solc.
// (npm's own `solcjs --standard-json` prints text before the JSON and knows no --allow-paths.)
//
//   node solc_shim.js FOLDER_OF_THE_SOLC_PACKAGE --version
//   node solc_shim.js FOLDER_OF_THE_SOLC_PACKAGE --standard-json [--base-path P] [--include-path P]... [--allow-paths P,P]

const fs = require("fs");
const path = require("path");

function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exitCode = 1;
}

function parse(argv) {
  const options = { base: "", include: [], allow: [] };
  const rest = argv.flatMap((word) => (/^--[a-z-]+=/.test(word) ? [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)] : [word]));
  while (rest.length) {
    const word = rest.shift();
    if (word === "--version") options.version = true;
    else if (word === "--standard-json") options.standardJson = true;
    else if (word === "--base-path") options.base = rest.shift();
    else if (word === "--include-path") options.include.push(rest.shift());
    else if (word === "--allow-paths") options.allow.push(...rest.shift().split(","));
    else if (word.startsWith("-")) options.unknown = word;
    else options.input = word;
  }
  return options;
}

// The compiler asks for a source that the input does not contain. As with native solc it may only come from the base
// path, an include path or an allowed path, also when a symbolic link points elsewhere.
function reader({ base, include, allow }) {
  const folders = [base || ".", ...include];
  const allowed = [...folders, ...allow].filter((folder) => fs.existsSync(folder)).map((folder) => fs.realpathSync(folder));
  const inside = (file) => allowed.some((folder) => file === folder || file.startsWith(folder.replace(/\/*$/, "/")));
  return (name) => {
    for (const folder of folders) {
      const file = path.resolve(folder, name);
      if (!fs.existsSync(file)) continue;
      if (!inside(fs.realpathSync(file))) return { error: "File outside of allowed directories." };
      return { contents: fs.readFileSync(file, "utf8") };
    }
    return { error: "File not found." };
  };
}

function main() {
  const [folder, ...argv] = process.argv.slice(2);
  const options = parse(argv);
  if (options.unknown) return fail(`this solc runs on Node and does not know ${options.unknown}`);
  if (!options.version && !options.standardJson) return fail("this solc runs on Node and knows --version and --standard-json");

  const solc = require(path.resolve(folder));
  if (options.version) {
    process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
    return;
  }
  const input = fs.readFileSync(options.input || 0, "utf8");
  process.stdout.write(solc.compile(input, { import: reader(options) }) + "\n");
}

try {
  main();
} catch (error) {
  // Without this Node prints the line that threw, and soljson.js has lines of megabytes.
  fail(String(error && error.message ? error.message : error).slice(0, 2000));
}
