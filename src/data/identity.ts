/** Identity of the images: what a cell must know to be the same cell tomorrow. */
export type DatasetIdentity = Readonly<
  Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", string>
>;
