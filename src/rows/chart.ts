/** A Vega-Lite specification without its data, which the report adds. */
export type ChartSpecification = { readonly [key: string]: unknown };
