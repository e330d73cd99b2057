/** Identity of the images, the MD5 of each file: what a cell must know to be the same cell tomorrow. */
export type DatasetIdentity = Readonly<Record<string, string>>;
