import type { Rows } from "../../rows/rows.ts";
import type { Summary } from "../../rows/summary.ts";

/** In how many cells there is more than one minimum, and how far the estimate at the lowest is from that where the dynamics end. */
export const minimaFindings = (rows: Rows): Summary["findings"] => {
  const searched = rows.filter(({ inference }) => inference === "minimum");
  if (searched.length === 0) return [];
  const several = searched.filter(({ minima }) => Number(minima) > 1).length;
  const changes = searched.flatMap((row) => {
    const reached = rows.find(
      (other) => other.inference === "equilibrium" && other.seed === row.seed && other.lambda === row.lambda,
    );
    const change = Math.abs(
      Number(row.gradient_distance) - Number(reached?.gradient_distance ?? row.gradient_distance),
    );
    return change > 1e-6 ? [change] : [];
  });
  const largest = changes.reduce((most, change) => Math.max(most, change), 0);
  return [
    { label: "cells with more than one minimum, at least", value: `${several} of ${searched.length}` },
    {
      label: "cells in which the lowest found is not where the dynamics end",
      value: `${changes.length}; the distance differs by up to ${largest.toPrecision(3)}`,
    },
  ];
};
