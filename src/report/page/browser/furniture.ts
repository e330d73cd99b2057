import { button } from "./elements.ts";

/** The page follows the system until the reader chooses. */
export const startTheme = (turned: () => void): void => {
  const root = document.documentElement;
  const isDark = () => getComputedStyle(root).colorScheme === "dark";
  const toggle = button("Dark", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    toggle.setAttribute("aria-pressed", String(isDark()));
    turned();
  });
  toggle.setAttribute("aria-pressed", String(isDark()));
  document.querySelector("#theme")?.append(toggle);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    toggle.setAttribute("aria-pressed", String(isDark()));
    turned();
  });
};

/** A button to copy each command and config. */
export const startCopying = (): void => {
  for (const code of document.querySelectorAll<HTMLElement>("pre[data-copy]")) {
    const copy = button("Copy", async () => {
      await navigator.clipboard.writeText(code.textContent ?? "");
      copy.textContent = "Copied";
    });
    code.after(copy);
  }
};
