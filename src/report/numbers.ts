const superscripts = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];

/** A number in a sentence: three significant digits, `0.0732`, `5.7 × 10⁻⁵`. */
export const numberInWords = (value: number, digits = 3): string => {
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= 1e-3 && size < 1e6)) return String(rounded).replace("-", "−");
  const [mantissa = "", exponent = ""] = rounded.toExponential().split("e");
  const power = exponent
    .replace("+", "")
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => superscripts[Number(digit)]!);
  return `${mantissa.replace("-", "−")} × 10${power}`;
};

/** A fraction in percent: `7.3 %`. */
export const percentInWords = (fraction: number, digits = 2): string =>
  `${numberInWords(100 * fraction, digits)} %`;
