import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Debian's Firefox by Marionette, the protocol that it is driven with: messages of JSON, each with its length before it.
// (What playwright drives is a Firefox of its own; over WebDriver BiDi it asks for commands that this one does not have.)

/** Debian's Firefox; another one's path in EBM_FIREFOX. */
const executablePath = process.env.EBM_FIREFOX ?? "/usr/bin/firefox-esr";

export const hasFirefox = existsSync(executablePath);

export interface Firefox {
  readonly open: (file: string) => Promise<void>;
  /** What a script's promise gives, as JSON. */
  readonly evaluate: (script: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

const preferences: Readonly<Record<string, string | number | boolean>> = {
  "marionette.port": 0,
  "app.update.disabledForTesting": true,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

const minutes = 60_000;

export const openFirefox = async (): Promise<Firefox> => {
  const profile = mkdtempSync(join(tmpdir(), "ebm-firefox-"));
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const child = spawn(
    executablePath,
    ["--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank"],
    { stdio: "ignore" },
  );
  const socket = connect(await portOf(child, profile), "127.0.0.1");
  const command = conversation(socket);
  await command("WebDriver:NewSession", {});
  await command("WebDriver:SetTimeouts", { script: 2 * minutes, pageLoad: minutes });
  return {
    open: async (file) => {
      await command("WebDriver:Navigate", { url: pathToFileURL(file).href });
    },
    evaluate: async (script) => {
      const answer = await command("WebDriver:ExecuteScript", {
        script: `return (${script}).then((found) => JSON.stringify(found));`,
        args: [],
      });
      return (answer as { readonly value: string }).value;
    },
    close: async () => {
      const ended = once(child, "exit");
      await command("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => child.kill());
      await ended;
      socket.destroy();
      rmSync(profile, { recursive: true, force: true });
    },
  };
};

/** The port that Firefox listens at, which it writes into its profile. */
const portOf = async (child: ChildProcess, profile: string): Promise<number> => {
  const file = join(profile, "MarionetteActivePort");
  for (let waited = 0; waited < minutes; waited += 100) {
    if (existsSync(file) && readFileSync(file, "utf8") !== "") return Number(readFileSync(file, "utf8"));
    if (child.exitCode !== null) throw new Error(`Firefox ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error("Firefox did not open its port within a minute");
};

/** Sends commands one by one, and gives their answers. */
const conversation = (socket: Socket) => {
  let rest = Buffer.alloc(0);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  const greeted = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("data", (more: Buffer) => {
      rest = Buffer.concat([rest, more]);
      for (;;) {
        const colon = rest.indexOf(":");
        const length = Number(rest.subarray(0, colon).toString());
        if (colon < 0 || rest.length < colon + 1 + length) return;
        const message: unknown = JSON.parse(rest.subarray(colon + 1, colon + 1 + length).toString());
        rest = rest.subarray(colon + 1 + length);
        if (!Array.isArray(message)) resolve();
        else {
          const [, id, error, result] = message as [number, number, { message: string } | null, unknown];
          if (error === null) waiting.get(id)?.resolve(result);
          else waiting.get(id)?.reject(new Error(error.message));
        }
      }
    });
  });
  return async (name: string, parameters: object): Promise<unknown> => {
    await greeted;
    last += 1;
    const id = last;
    const text = JSON.stringify([0, id, name, parameters]);
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    socket.write(`${Buffer.byteLength(text)}:${text}`);
    return answer;
  };
};
