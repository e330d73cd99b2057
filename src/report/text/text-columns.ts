/** How many columns of a terminal a text takes; combining marks, as in x̄, take none. */
export const textColumns = (text: string): number => {
  return [...text.replace(/\p{Mark}/gu, "")].length;
};
