// Runs a program that an npm package has as WebAssembly:
//   node --input-type=module - PACKAGE PROGRAM ARGUMENTS... < npm-program.mjs
// PACKAGE is the package's folder. The program sees the files of the working folder and no others; those that
// it makes or changes are written back when it ends. The exit code is the program's, or 134 where it breaks down.

import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const BROKEN_DOWN = 134; // that of a program which the C library aborts

function read(folder) {
  const tree = {};
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    tree[name] = statSync(path).isDirectory() ? read(path) : new Uint8Array(readFileSync(path));
  }
  return tree;
}

// A file that was not written to is the same array as before: the package makes a new one on each write.
function write(folder, tree, before) {
  for (const [name, content] of Object.entries(tree)) {
    if (!(content instanceof Uint8Array)) {
      write(join(folder, name), content, before[name] ?? {});
    } else if (content !== before[name]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  }
}

function print(bytes) {
  for (let done = 0; bytes !== null && done < bytes.length; ) {
    done += writeSync(1, bytes, done);
  }
}

const [home, program, ...options] = process.argv.slice(2);
const entry = JSON.parse(readFileSync(join(home, "package.json"), "utf8")).exports.default;
const { commands, Exit } = await import(pathToFileURL(join(home, entry)));
const before = read(".");
let after = before;
try {
  after = await commands[program](options, before, { stdout: print, stderr: print, decodeASCII: false });
} catch (fault) {
  after = fault.files ?? before;
  process.exitCode = fault instanceof Exit ? fault.code : BROKEN_DOWN;
  if (!(fault instanceof Exit)) {
    print(new TextEncoder().encode(`${program}: ${fault.stack}\n`));
  }
}
write(".", after, before);
