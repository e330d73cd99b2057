import type { Citation } from "../../report/page/content.ts";
import type { Provenance } from "../result/provenance.ts";

const paper =
  "Millidge, B., Song, Y., Salvatori, T., Lukasiewicz, T., Bogacz, R. (2022). Backpropagation at the infinitesimal " +
  "inference limit of energy-based models: unifying predictive coding, equilibrium propagation, and contrastive Hebbian learning. arXiv:2206.02629.";

/** How to cite the results: the program by its version and commit, and the paper whose claims they measure. */
export const citationOf = ({ version, commit }: Provenance): Citation => {
  const exact = commit === null ? `version ${version}` : `version ${version}, commit ${commit}`;
  return {
    text: [`Cite the program that computed these results (ebm-lab, ${exact}), and the paper: ${paper}`],
    bibtex: `@software{ebm-lab,
  title = {ebm-lab: when does an energy-based model compute the gradient of backpropagation?},
  version = {${version}},${commit === null ? "" : `\n  note = {commit ${commit}},`}
}

@article{millidge2022backpropagation,
  title = {Backpropagation at the infinitesimal inference limit of energy-based models: unifying predictive coding, equilibrium propagation, and contrastive {Hebbian} learning},
  author = {Millidge, Beren and Song, Yuhang and Salvatori, Tommaso and Lukasiewicz, Thomas and Bogacz, Rafal},
  journal = {arXiv preprint arXiv:2206.02629},
  year = {2022},
}`,
  };
};
