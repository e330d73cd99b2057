import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exitCode, UserError } from "../../src/errors.ts";
import { sha256 } from "../../src/report/result/checksum.ts";
import { makeManifest, manifestText } from "../../src/report/result/manifest.ts";
import {
  assertSameConfig,
  assertWritable,
  fileError,
  inResultFolder,
  readManifest,
  writeResultFolder,
} from "../../src/report/result/result-folder.ts";
import { run } from "./run.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "result-folder-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const text = (path: string) => readFileSync(join(root, path), "utf8");
const files = { "a.csv": "new\n", "a.png": new Uint8Array([1, 2]), "manifest.json": "{}\n" };

const nothing = async (): Promise<void> => {};

const failure = async (action: () => unknown): Promise<UserError> => {
  try {
    await action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("writeResultFolder", () => {
  it("writes where a link points to, and leaves the link", async () => {
    mkdirSync(join(root, "disk"));
    symlinkSync(join(root, "disk"), join(root, "fig2a"));
    for (const content of ["first\n", "second\n"]) {
      await writeResultFolder(join(root, "fig2a"), { ...files, "a.csv": content });
      expect(lstatSync(join(root, "fig2a")).isSymbolicLink()).toBe(true);
      expect(text("disk/a.csv")).toBe(content);
    }
    symlinkSync(join(root, "gone"), join(root, "fig2b"));
    const refused = await failure(() => writeResultFolder(join(root, "fig2b"), files));
    expect(refused.message).toContain("is a link to what is not there");
    expect(lstatSync(join(root, "fig2b")).isSymbolicLink()).toBe(true);
  });

  it("makes the folder with all files, and folders above it", async () => {
    await writeResultFolder(join(root, "smoke/fig2a"), files);
    expect(readdirSync(join(root, "smoke"))).toEqual(["fig2a"]);
    expect(readdirSync(join(root, "smoke/fig2a")).sort()).toEqual(["a.csv", "a.png", "manifest.json"]);
    expect([...readFileSync(join(root, "smoke/fig2a/a.png"))]).toEqual([1, 2]);
  });

  it("makes a folder that others may read, as mkdir would", async () => {
    await writeResultFolder(join(root, "fig"), files);
    mkdirSync(join(root, "plain"));
    expect(statSync(join(root, "fig")).mode).toBe(statSync(join(root, "plain")).mode);
  });

  it("replaces its files, keeps others, and leaves no partial ones", async () => {
    mkdirSync(join(root, "fig"));
    writeFileSync(join(root, "fig/a.csv"), "old\n");
    writeFileSync(join(root, "fig/notes.txt"), "mine\n");
    await writeResultFolder(join(root, "fig"), files);
    expect([text("fig/a.csv"), text("fig/notes.txt")]).toEqual(["new\n", "mine\n"]);
    expect(readdirSync(root)).toEqual(["fig"]);
  });

  it("fills an empty folder", async () => {
    mkdirSync(join(root, "fig"));
    await writeResultFolder(join(root, "fig"), files);
    expect(text("fig/a.csv")).toBe("new\n");
  });

  it("that fails before the end leaves what was there", async () => {
    mkdirSync(join(root, "fig"));
    writeFileSync(join(root, "fig/a.csv"), "old\n");
    const unwritable = { ...files, "no/such/folder.csv": "x" };
    expect((await failure(() => writeResultFolder(join(root, "fig"), unwritable))).code).toBe(
      exitCode.environment,
    );
    expect(text("fig/a.csv")).toBe("old\n");
    expect(readdirSync(root)).toEqual(["fig"]);
    expect((await failure(() => writeResultFolder(join(root, "other"), unwritable))).code).toBe(
      exitCode.environment,
    );
    expect(readdirSync(root)).toEqual(["fig"]);
  });

  it("leaves a file that is the same alone, and writes one from where it departs", async () => {
    const blocks = (...texts: string[]) => ({ blocks: () => texts.map((each) => Buffer.from(each)) });
    const fig = join(root, "fig");
    await writeResultFolder(fig, { ...files, "a.csv": blocks("one\n", "two\n", "three\n") });
    const standing = () =>
      Object.fromEntries(readdirSync(fig).map((name) => [name, statSync(join(fig, name)).ino]));
    const first = standing();
    const cases = [
      [["one\ntwo", "\nthree\n"], true],
      [["one\n", "two\n", "thre"], false],
      [["one\n", "two\n", "three\n", "four\n"], false],
      [["one\n", "TWO\n", "three\n"], false],
      [[], false],
    ] as const;
    for (const [texts, same] of cases) {
      writeFileSync(join(fig, "a.csv"), "one\ntwo\nthree\n");
      const put = await inResultFolder(fig, nothing, async (writer) => {
        const found = await writer.put("a.csv", blocks(...texts));
        await writer.put("a.png", files["a.png"]);
        expect(text("fig/a.csv")).toBe("one\ntwo\nthree\n");
        expect(readFileSync(found.path, "utf8")).toBe(texts.join(""));
        writer.commit();
        return found;
      });
      expect(put).toMatchObject({ same, checksum: sha256(texts.join("")) });
      expect(text("fig/a.csv")).toBe(texts.join(""));
      expect(standing()["a.png"]).toBe(first["a.png"]);
      expect(readdirSync(root)).toEqual(["fig"]);
    }
  });

  it("hears between two blocks of a file that it is to end, and leaves what was there", async () => {
    await writeResultFolder(join(root, "fig"), files);
    const kill = new AbortController();
    let made = 0;
    const large = {
      blocks: function* () {
        for (; made < 100; made += 1) {
          if (made === 3) setImmediate(() => kill.abort(new Error("Ctrl-C")));
          yield Buffer.from("0,1\n");
        }
      },
    };
    const turn = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      kill.signal.throwIfAborted();
    };
    await expect(writeResultFolder(join(root, "fig"), { "a.csv": large }, turn)).rejects.toThrow("Ctrl-C");
    expect(made).toBe(3);
    expect(text("fig/a.csv")).toBe("new\n");
    expect(readdirSync(root)).toEqual(["fig"]);
  });

  it("replaces the manifest last, so that it never speaks for files that are not there yet", async () => {
    mkdirSync(join(root, "fig/a.csv"), { recursive: true }); // a rename onto a folder fails
    writeFileSync(join(root, "fig/manifest.json"), "old\n");
    await expect(
      writeResultFolder(join(root, "fig"), { "manifest.json": "new\n", "a.csv": "new\n" }),
    ).rejects.toThrow(UserError);
    expect(text("fig/manifest.json")).toBe("old\n");
  });
});

describe("assertWritable", () => {
  it("passes for a folder that can be made, and leaves nothing behind", () => {
    assertWritable(join(root, "deep/er"));
    assertWritable(root);
    expect(readdirSync(root)).toEqual([]);
  });

  it("fails where a part of the path is a file, naming path and reason", async () => {
    writeFileSync(join(root, "file"), "");
    for (const folder of [join(root, "file"), join(root, "file/fig")]) {
      const error = await failure(() => assertWritable(folder));
      expect(error.code).toBe(exitCode.environment);
      expect(error.message).toContain(folder);
      expect(error.message).toContain("ENOTDIR");
    }
  });

  it.each([
    ["EACCES", /permission is denied/],
    ["EROFS", /read-only/],
    ["ENOSPC", /disk is full/],
    ["EIO", /EIO/],
  ])("says what %s means", (code, message) => {
    const system = Object.assign(new Error(`${code}: refused`), { code, syscall: "open" });
    expect(fileError("results/fig2a", system)).toMatchObject({ code: exitCode.environment });
    expect((fileError("results/fig2a", system) as Error).message).toMatch(message);
    expect((fileError("results/fig2a", system) as Error).message).toContain("results/fig2a");
  });

  it("leaves a bug of ours what it is", () => {
    const bug = new TypeError("x is undefined");
    expect(fileError("results", bug)).toBe(bug);
  });
});

describe("assertSameConfig", () => {
  const folder = () => join(root, "fig");

  it("passes for no folder, an empty one, and one of the same config", async () => {
    assertSameConfig(folder(), "cafe");
    mkdirSync(folder());
    assertSameConfig(folder(), "cafe");
    await writeResultFolder(folder(), { "manifest.json": manifestText(makeManifest(run, {})) });
    assertSameConfig(folder(), "cafe");
    expect(readManifest(folder())?.configHash).toBe("cafe");
  });

  it("refuses results of another config, and files of unknown origin", async () => {
    await writeResultFolder(folder(), { "manifest.json": manifestText(makeManifest(run, {})) });
    const error = await failure(() => assertSameConfig(folder(), "f00d"));
    expect(error.code).toBe(exitCode.usage);
    expect(error.message).toMatch(/another config/);
    rmSync(join(folder(), "manifest.json"));
    writeFileSync(join(folder(), "fig.csv"), "seed\n");
    expect((await failure(() => assertSameConfig(folder(), "cafe"))).message).toMatch(/no manifest\.json/);
  });
});
