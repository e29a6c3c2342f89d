// Runs a program that an npm package has as WebAssembly:
//   node --input-type=module - PACKAGE PROGRAM ARGUMENTS... < npm-program.mjs
// PACKAGE is the package's folder. The program sees the files of the working folder and no others; those that
// it makes or changes are written back when it ends. The exit code is the program's, 134 where it breaks down, or 126
// where this Node can't load it: a last line then says why.

import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const BROKEN_DOWN = 134; // that of a program which the C library aborts
const NOT_LOADED = 126; // that of a shell for a file which can't be executed

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
// A sole option, such as that for the version, names no file, and the folder may be full of other things.
const before = options.length === 1 && options[0].startsWith("-") ? {} : read(".");
let after = before;
try {
  after = await commands[program](options, before, {
    stdout: print,
    stderr: print,
    decodeASCII: false,
    fetchProgress: () => {}, // later packages print it otherwise
  });
} catch (fault) {
  after = fault.files ?? before;
  if (fault instanceof Exit) {
    process.exitCode = fault.code;
  } else if (fault instanceof WebAssembly.CompileError) {
    process.exitCode = NOT_LOADED;
    print(new TextEncoder().encode(`Node ${process.version} can't load its WebAssembly: ${fault.message}\n`));
  } else {
    process.exitCode = BROKEN_DOWN;
    print(new TextEncoder().encode(`${program}: ${fault.stack}\n`));
  }
}
write(".", after, before);
