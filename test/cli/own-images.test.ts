import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ebm, temporaryFolder } from "./ebm.ts";

const smoke = fileURLToPath(new URL("../../configs/smoke/", import.meta.url));

it("images of one's own are recognised by their files, and called by that name before a run, in its chart and in its manifest", async () => {
  const folder = temporaryFolder();
  cpSync(join(smoke, "colour"), join(folder, "pictures", "raw"), { recursive: true });
  const small = ["dataset.dir=pictures", "seeds=[0]", "lambda=[0.1]", "network.sizes=[3072,2,10]"];
  const set = small.flatMap((each) => ["--set", each]);
  const found = /^images in pictures: CIFAR-10: 6 training and 3 test images of 3 × 32 × 32 in \d+ classes$/m;
  const planned = await ebm(folder, "run", join(smoke, "colour.yaml"), ...set, "--name", "mine", "--dry-run");
  expect(planned.stderr).toMatch(found);
  const run = await ebm(
    folder,
    "run",
    join(smoke, "colour.yaml"),
    ...set,
    "--name",
    "mine",
    "--workers",
    "1",
  );
  expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(found) });
  const read = (file: string): string => readFileSync(join(folder, "results", "mine", file), "utf8");
  expect(JSON.parse(read("manifest.json"))).toMatchObject({ datasetName: "CIFAR-10" });
  expect(read("mine.vl.json")).toContain("images of CIFAR-10");
});
