import type { Answer, LimitAnswer } from "../../protocol.ts";
import { limitCommand } from "../../state/command.ts";
import { blankDrawing, decodeDrawing } from "../../state/drawing.ts";
import { curveKey, type LimitState, sizesOfLimit } from "../../state/limit.ts";
import { settingsText } from "../../state/settings-text.ts";
import { createPlot } from "../plot.ts";
import type { Remote } from "../remote.ts";
import { type Digits, placesOf, type Section, say } from "../section.ts";
import { createLimitControls } from "./controls.ts";
import { createPad } from "./draw-digit.ts";
import { createPicture } from "./picture.ts";
import { createPlayer } from "./player.ts";
import { type CurvePoint, cosinesPlot, distancesPlot, energiesPlot, errorsPlot } from "./plots.ts";
import { createReadings, createTimes, createVerdict } from "./readings.ts";

/** Makes the section on the infinitesimal inference limit live; `moved` hears of each state that a reader chooses. */
export const startLimit = (
  root: HTMLElement,
  remote: Remote,
  digits: Digits,
  moved: (state: LimitState) => void,
): Section<LimitState> => {
  const place = placesOf(root);
  let state: LimitState | null = null;
  let answer: LimitAnswer | null = null;
  let safeStep: number | null = null;
  let curve: { readonly key: string; readonly points: readonly CurvePoint[] } = { key: "", points: [] };

  const padPlace = place("pad");
  const pad = createPad(padPlace, (drawing) => change({ drawing }));
  const change = (part: Partial<LimitState>): void => {
    if (state === null) return;
    state = { ...state, ...part };
    padPlace.hidden = state.image !== "drawn";
    moved(state);
    ask();
  };
  const controls = createLimitControls(place("controls"), digits, change);
  const picture = createPicture(place("picture"));
  const player = createPlayer(place("player"), (at) => {
    if (state === null) return;
    state = { ...state, at };
    moved(state);
    drawPicture();
  });
  const plots = {
    energies: createPlot(place("energies")),
    distances: createPlot(place("distances")),
    errors: createPlot(place("errors")),
    cosines: createPlot(place("cosines")),
  };
  const tellReadings = createReadings(place("readings"));
  const tellVerdict = createVerdict(place("regime"), place("curvature"));
  const tellTimes = createTimes(place("times"));

  const ask = (): void => {
    if (state === null) return;
    const asked = performance.now();
    remote.limit(state, (found: Answer) => {
      if (found.kind === "limit") {
        answer = found;
        safeStep = null;
        draw();
        tellTimes(found, performance.now() - asked);
        root.dataset.answered = String(Number(root.dataset.answered ?? 0) + 1);
      } else if (found.kind === "curvature") {
        safeStep = found.safeStep;
        if (answer !== null) tellVerdict(state!, answer, safeStep);
      } else if (found.kind === "point") {
        const others =
          curve.key === found.key ? curve.points.filter(({ lambda }) => lambda !== found.lambda) : [];
        const points = [...others, found].sort((a, b) => a.lambda - b.lambda);
        curve = { key: found.key, points };
        drawErrors();
      } else if (found.kind === "failed")
        say(place("regime"), `This could not be computed: ${found.message}`);
    });
  };

  const draw = (): void => {
    if (answer === null || state === null) return;
    const { course } = answer;
    drawPicture();
    if (course !== null) {
      plots.energies.draw(energiesPlot(course, answer.equilibrium));
      plots.distances.draw(distancesPlot(course));
    }
    drawErrors();
    plots.cosines.draw(cosinesPlot(answer));
    tellReadings(answer);
    tellVerdict(state, answer, safeStep);
    say(place("command"), limitCommand(state));
    say(place("settings"), settingsText(state));
  };
  const drawErrors = (): void => {
    if (answer === null || state === null) return;
    plots.errors.draw(errorsPlot(state, answer, curve.key === curveKey(state) ? curve.points : []));
  };
  const drawPicture = (): void => {
    if (answer?.course == null || state === null) return;
    const last = answer.course.total.length - 1;
    player.set(state.at, last);
    const { image, drawing, at } = state;
    picture({
      image:
        image === "drawn"
          ? (decodeDrawing(drawing) ?? blankDrawing).pixels
          : digits.pixels.subarray(image * 784, (image + 1) * 784),
      course: answer.course,
      widths: sizesOfLimit(state).slice(1, -1),
      step: at === "end" ? last : Math.min(at, last),
    });
  };

  return {
    show: (next) => {
      state = next;
      controls.set(next);
      pad.set(next.drawing);
      padPlace.hidden = next.image !== "drawn";
      ask();
    },
  };
};
