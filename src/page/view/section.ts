/** Images with their labels, as the page carries them. */
export interface Digits {
  readonly labels: readonly number[];
  /** [count × 784], bytes. */
  readonly pixels: Uint8Array;
}

/** A live section of the page. */
export interface Section<State> {
  readonly show: (state: State) => void;
}

/** The places of a section's markup that the script fills, by their names. */
export const placesOf =
  (root: HTMLElement) =>
  (name: string): HTMLElement =>
    root.querySelector<HTMLElement>(`[data-part="${name}"]`)!;

/** Sets a text where it is another one: what stays is not laid out again, nor read out again. */
export const say = (place: HTMLElement, text: string): void => {
  if (place.textContent !== text) place.textContent = text;
};
