/** The papers whose claims are measured, in the order in which they build on one another for a reader of the first. */
export const papers = {
  "millidge-2022":
    "Millidge, Song, Salvatori, Lukasiewicz & Bogacz 2022: Backpropagation at the infinitesimal inference limit of energy-based models",
  "whittington-bogacz-2017":
    "Whittington & Bogacz 2017: An approximation of the error backpropagation algorithm in a predictive coding network",
  "song-2020":
    "Song, Lukasiewicz, Xu & Bogacz 2020: Can the brain do backpropagation? Exact implementation in predictive coding",
  "millidge-2020":
    "Millidge, Tschantz & Buckley 2020: Predictive coding approximates backprop along arbitrary computation graphs",
  "xie-seung-2003":
    "Xie & Seung 2003: Equivalence of backpropagation and contrastive Hebbian learning in a layered network",
  "scellier-bengio-2017": "Scellier & Bengio 2017: Equilibrium propagation",
  "scellier-bengio-2019":
    "Scellier & Bengio 2019: Equivalence of equilibrium propagation and recurrent backpropagation",
  "laborieux-2021":
    "Laborieux et al. 2021: Scaling equilibrium propagation to deep convnets by drastically reducing its gradient estimator bias",
  "laborieux-zenke-2022":
    "Laborieux & Zenke 2022: Holomorphic equilibrium propagation computes exact gradients through finite size oscillations",
  "richardson-1911": "Richardson 1911: The approximate arithmetical solution by finite differences",
  "seely-gould-2026": "Seely & Gould 2026: Predictive coding by the augmented Lagrangian (PC-ALM)",
  "oliviers-2026": "Oliviers, Lominadze & Bogacz 2026: Understanding sample efficiency in predictive coding",
  "lillicrap-2016":
    "Lillicrap, Cownden, Tweed & Akerman 2016: Random synaptic feedback weights support error backpropagation for deep learning",
} as const satisfies Readonly<Record<string, string>>;

export type PaperName = keyof typeof papers;

export const paperNames = Object.keys(papers) as readonly PaperName[];

/** `Millidge et al. 2022` of the citation: what stands before the colon, its authors shortened. */
export const shortPaper = (name: PaperName): string => papers[name].split(":")[0]!;

/** Things that belong to papers, by paper, in the order of the papers; without those that have none. */
export const byPaper = <T>(
  things: readonly T[],
  paperOf: (thing: T) => PaperName,
): readonly { readonly paper: PaperName; readonly members: readonly T[] }[] =>
  paperNames
    .map((paper) => ({ paper, members: things.filter((thing) => paperOf(thing) === paper) }))
    .filter(({ members }) => members.length > 0);
