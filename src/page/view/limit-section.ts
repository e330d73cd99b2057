import { element } from "../../report/page/browser/elements.ts";
import type { Answer, LimitAnswer, Reading } from "../protocol.ts";
import { limitCommand } from "../state/command.ts";
import { activations, type LimitState, limitRanges, losses, sizesOfLimit } from "../state/limit.ts";
import { regimeText } from "../state/regime.ts";
import { choice, slider } from "./controls.ts";
import { createPad } from "./draw-digit.ts";
import { createPicture } from "./picture.ts";
import { createPlot } from "./plot.ts";
import type { Remote } from "./remote.ts";

export interface Digits {
  readonly labels: readonly number[];
  readonly pixels: Uint8Array;
}

export interface Section<State> {
  readonly show: (state: State) => void;
  /** After the page has another width. */
  readonly redraw: () => void;
}

/** Milliseconds between two steps of the inference that is played. */
const pace = 60;
/** Answers of which the median is told. */
const remembered = 60;

/** Makes the section on the infinitesimal inference limit live; `moved` hears of each state that a reader chooses. */
export const startLimit = (
  root: HTMLElement,
  remote: Remote,
  digits: Digits,
  moved: (state: LimitState) => void,
): Section<LimitState> => {
  const place = (name: string): HTMLElement => root.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  let state: LimitState | null = null;
  let answer: LimitAnswer | null = null;
  let safeStep: number | null = null;
  let curve: { lambda: number; euler: number | null; equilibrium: number | null }[] = [];
  let curveOf = "";
  let playhead = Number.POSITIVE_INFINITY;
  let timer = 0;
  const latencies: number[] = [];

  const pad = createPad((pixels, label) => {
    remote.draw(pixels, label);
    if (state?.image === "drawn") ask();
  });
  const change = (part: Partial<LimitState>): void => {
    if (state === null) return;
    state = { ...state, ...part };
    padPlace.hidden = state.image !== "drawn";
    moved(state);
    ask();
  };
  const power = (base: number) => (position: number) => Number((base ** position).toPrecision(3));
  const controls = {
    lambda: slider(
      {
        label: "nudging strength λ",
        ...limitRanges.lambda,
        position: Math.log10,
        value: power(10),
      },
      (lambda) => change({ lambda }),
    ),
    stepSize: slider(
      { label: "step size η", ...limitRanges.stepSize, value: (v) => Number(v.toFixed(2)) },
      (stepSize) => change({ stepSize }),
    ),
    steps: slider({ label: "steps", ...limitRanges.steps }, (steps) => change({ steps })),
    depth: slider({ label: "hidden layers", ...limitRanges.depth }, (depth) => change({ depth })),
    width: slider(
      { label: "width of the lowest", ...limitRanges.width, position: Math.log2, value: power(2) },
      (width) => change({ width }),
    ),
    seed: slider({ label: "initialisation (seed)", ...limitRanges.seed }, (seed) => change({ seed })),
    activation: choice(
      "activation",
      activations.map((name) => [name, name] as const),
      (activation) => change({ activation }),
    ),
    loss: choice(
      "loss",
      losses.map((name) => [name, name.replace("-", " ")] as const),
      (loss) => change({ loss }),
    ),
    image: choice(
      "image",
      [
        ...digits.labels.map((label, at) => [String(at), `training image ${at}, a ${label}`] as const),
        ["drawn", "one that I draw"] as const,
      ],
      (value) => change({ image: value === "drawn" ? "drawn" : Number(value) }),
    ),
  };
  place("controls").replaceChildren(...Object.values(controls).map((control) => control.element));
  const padPlace = place("pad");
  padPlace.append(pad.element);
  const picture = createPicture(place("picture"));
  const energies = createPlot(place("energies"));
  const distances = createPlot(place("distances"));
  const errors = createPlot(place("errors"));
  const cosines = createPlot(place("cosines"));

  const play = slider({ label: "inference step", from: 0, to: 50, step: 1 }, (step) => {
    stop();
    playhead = step;
    drawPicture();
  });
  const playButton = element(
    "button",
    { type: "button", onclick: () => (timer === 0 ? start() : stop()) },
    "Play",
  );
  place("player").replaceChildren(playButton, play.element);
  const stop = (): void => {
    clearInterval(timer);
    timer = 0;
    playButton.textContent = "Play";
  };
  const start = (): void => {
    playhead = 0;
    playButton.textContent = "Stop";
    timer = window.setInterval(() => {
      if (state === null || playhead >= state.steps) stop();
      else {
        playhead += 1;
        drawPicture();
      }
    }, pace);
  };

  const ask = (): void => {
    if (state === null) return;
    const asked = performance.now();
    remote.limit(state, (found: Answer) => {
      if (found.kind === "limit") {
        answer = found;
        safeStep = null;
        draw();
        latencies.push(performance.now() - asked);
        if (latencies.length > remembered) latencies.shift();
        tellTimes();
      } else if (found.kind === "curvature") {
        safeStep = found.safeStep;
        tellRegime();
      } else if (found.kind === "point") {
        const key = curveKey(state!);
        if (curveOf !== key) curve = [];
        curveOf = key;
        curve = [...curve.filter(({ lambda }) => lambda !== found.lambda), found].sort(
          (a, b) => a.lambda - b.lambda,
        );
        drawErrors();
      } else if (found.kind === "failed")
        place("regime").textContent = `This could not be computed: ${found.message}`;
    });
  };

  const draw = (): void => {
    play.element.querySelector("input")!.max = String(state!.steps);
    drawPicture();
    drawEnergies();
    drawDistances();
    drawErrors();
    drawCosines();
    tellReadings();
    tellRegime();
    place("command").textContent = limitCommand(state!);
  };

  const drawPicture = (): void => {
    if (answer?.course == null || state === null) return;
    const step = Math.min(playhead, answer.course.total.length - 1);
    play.set(step);
    const { image } = state;
    picture({
      image: image === "drawn" ? pad.pixels() : digits.pixels.subarray(image * 784, (image + 1) * 784),
      course: answer.course,
      widths: sizesOfLimit(state).slice(1, -1),
      step,
    });
  };
  const indexed = (values: readonly number[], from = 0) =>
    values.map((value, at) => [at + from, value] as const);
  const drawEnergies = (): void => {
    if (answer?.course == null) return;
    const { internal, supervised, total } = answer.course;
    const most = Math.max(...total.filter(Number.isFinite), ...supervised.filter(Number.isFinite), 1e-12);
    energies.draw({
      description: `Energies over ${total.length - 1} steps: the internal energy goes from 0 to ${shown(internal.at(-1)!)}, λ times the loss from ${shown(supervised[0]!)} to ${shown(supervised.at(-1)!)}, their sum from ${shown(total[0]!)} to ${shown(total.at(-1)!)}.`,
      x: { label: "inference step", scale: "linear", domain: [0, Math.max(1, total.length - 1)] },
      y: { label: "energy", scale: "linear", domain: [0, 1.05 * most] },
      series: [
        { name: "total F", look: "total", points: indexed(total) },
        { name: "loss, λL", look: "supervised", points: indexed(supervised) },
        { name: "internal I", look: "internal", points: indexed(internal) },
      ],
    });
  };
  const drawDistances = (): void => {
    if (answer?.course == null) return;
    const lines = answer.course.distances;
    const most = Math.max(...lines.flat().filter(Number.isFinite), 1e-12);
    distances.draw({
      description: `Distance of each hidden layer's mean velocity from −λ times the gradient of backprop. After ${lines[0]!.length} steps: ${lines.map((line, l) => `layer ${l + 1} ${shown(line.at(-1)!)}`).join(", ")}.`,
      x: { label: "inference step", scale: "linear", domain: [1, Math.max(2, lines[0]!.length)] },
      y: { label: "distance", scale: "linear", domain: [0, 1.05 * most] },
      series: lines.map((line, l) => ({
        name: `layer ${l + 1}`,
        look: `layer-${l + 1}`,
        points: indexed(line, 1),
      })),
    });
  };
  const drawErrors = (): void => {
    if (answer === null || state === null) return;
    const known = curveOf === curveKey(state) ? curve : [];
    const here = state.lambda;
    const [e, q] = [answer.euler?.relativeError ?? null, answer.equilibrium?.relativeError ?? null];
    errors.draw({
      description: `Relative error of the estimated gradient against λ. At λ = ${here}: Euler ${shown(e)}, equilibrium ${shown(q)}.`,
      x: { label: "nudging strength λ", scale: "log", domain: [1e-4, 1] },
      y: { label: "relative error", scale: "log", domain: [1e-5, 3] },
      series: [
        { name: "Euler", look: "euler", points: known.map(({ lambda, euler }) => [lambda, euler]) },
        {
          name: "equilibrium",
          look: "equilibrium",
          points: known.map(({ lambda, equilibrium }) => [lambda, equilibrium]),
        },
        { name: "where the slider stands: Euler", look: "euler", kind: "ring", points: [[here, e]] },
        { name: "and equilibrium", look: "equilibrium", kind: "ring", points: [[here, q]] },
      ],
    });
  };
  const drawCosines = (): void => {
    if (answer === null) return;
    const away = (reading: Reading | null) =>
      (reading?.layerCosines ?? []).map(
        (cosine, l) => [l + 1, cosine === null ? null : Math.max(1 - cosine, 1e-16)] as const,
      );
    const [a, b] = [away(answer.euler), away(answer.equilibrium)];
    const layers = Math.max(a.length, b.length, 1);
    cosines.draw({
      description: `1 − cosine between estimate and backprop, layer by layer. Euler: ${a.map(([, value]) => shown(value)).join(", ")}. Equilibrium: ${b.map(([, value]) => shown(value)).join(", ")}.`,
      x: { label: "layer of weights", scale: "linear", domain: [0.5, layers + 0.5] },
      y: { label: "1 − cosine", scale: "log", domain: [1e-16, 2] },
      series: [
        { name: "Euler", look: "euler", kind: "dots", points: a },
        { name: "equilibrium", look: "equilibrium", kind: "dots", points: b },
      ],
    });
  };
  const tellReadings = (): void => {
    if (answer === null) return;
    const row = (name: string, reading: Reading | null) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        ...[
          shown(reading?.relativeError ?? null, 6),
          shown(reading?.distance ?? null, 6),
          shown(reading?.cosine ?? null, 8),
          reading === null ? "diverged" : reading.outcome,
          reading === null ? "–" : String(reading.iterations),
        ].map((text) => element("td", {}, text)),
      );
    place("readings").replaceChildren(row("Euler", answer.euler), row("equilibrium", answer.equilibrium));
  };
  const tellRegime = (): void => {
    if (answer === null || state === null) return;
    place("regime").textContent = regimeText(state, answer, safeStep);
    place("curvature").textContent =
      safeStep === null
        ? "…"
        : `λ_max of the Hessian at the free phase is ${shown(2 / safeStep)}: Euler's method is stable for steps below 2/λ_max = ${shown(safeStep)}.`;
  };
  const tellTimes = (): void => {
    const { euler, equilibrium } = answer!.milliseconds;
    const sorted = [...latencies].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)]!;
    const times = place("times");
    times.textContent = `Computed in your browser: Euler ${euler.toFixed(1)} ms, equilibrium ${equilibrium.toFixed(1)} ms; a slider is answered after ${middle.toFixed(0)} ms (median of ${sorted.length}).`;
    times.dataset.latency = String(middle);
    times.dataset.euler = String(euler);
    times.dataset.equilibrium = String(equilibrium);
    root.dataset.answered = String(Number(root.dataset.answered ?? 0) + 1);
  };

  return {
    show: (next) => {
      state = next;
      controls.lambda.set(next.lambda);
      controls.stepSize.set(next.stepSize);
      controls.steps.set(next.steps);
      controls.depth.set(next.depth);
      controls.width.set(next.width);
      controls.seed.set(next.seed);
      controls.activation.set(next.activation);
      controls.loss.set(next.loss);
      controls.image.set(String(next.image));
      padPlace.hidden = next.image !== "drawn";
      ask();
    },
    redraw: () => {
      if (answer !== null) draw();
    },
  };
};

/** Everything but λ: the curve over λ stays while its slider moves. */
const curveKey = ({ lambda: _, ...rest }: LimitState): string => JSON.stringify(rest);

const shown = (value: number | null, digits = 3): string => {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? value.toExponential(digits - 1).replace("e+", "e")
    : String(Number(value.toPrecision(digits)));
};
