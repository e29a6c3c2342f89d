// A stand-in for a package of YoWASP: functions by program, which are given a tree of files and give one back.

export class Exit extends Error {
  constructor(code, files) {
    super(`Exited with status ${code}`);
    this.code = code;
    this.files = files;
  }
}

const bytes = (text) => new TextEncoder().encode(text);

async function run([task, ...rest], files, { stdout, stderr, decodeASCII }) {
  if (decodeASCII !== false) {
    throw new Error("texts would not keep their bytes");
  }
  switch (task) {
    case "-V":
      stdout(bytes(`Stand-in with ${Object.keys(files).length} files\n`));
      return files;
    case "reverse": {
      const content = files.rtl["in.bin"];
      stdout(bytes(`reversing ${content.length} bytes\n`));
      stderr(bytes(`of linked: ${files.linked.length}, a word: ä\n`));
      stdout(null); // a flush
      return { ...files, build: { "out.bin": Uint8Array.from(content).reverse() }, empty: {} };
    }
    case "fail":
      throw new Exit(Number(rest[0]), { ...files, "log.txt": bytes("log") });
    case "load":
      throw new WebAssembly.CompileError("a new kind of value");
    default:
      throw new WebAssembly.RuntimeError("unreachable");
  }
}

export const commands = { yosys: run };
