import { Resvg } from "@resvg/resvg-js";

const onePixel = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"';
const pixel = new Resvg(`${onePixel}/>`).render().asPng();

/**
 * While `body` runs, charts are drawn as SVG as ever, and neither read again nor painted as PNG, and fonts are taken for granted: that
 * takes longer than its cells. Texts are measured as ever, on a picture of one pixel, since what they measure is kept for others.
 */
export const withBlankPictures = async <Result>(body: () => Promise<Result>): Promise<Result> => {
  const above = Object.getPrototypeOf(Resvg) as new (svg: string, options?: string) => Resvg;
  const blank = function blank(svg: string, options?: string): object {
    if (svg.startsWith(onePixel)) return Reflect.construct(above, [svg, options], new.target);
    return { render: () => ({ asPng: () => pixel }), getBBox: () => ({ x: 0, y: 0, width: 1, height: 1 }) };
  };
  // What `super` calls is the class above, as it is at that moment.
  Object.setPrototypeOf(Resvg, blank);
  try {
    return await body();
  } finally {
    Object.setPrototypeOf(Resvg, above);
  }
};
