// doc/performance.md: what a run has measured is written between its two marks, and the rest of it
// by people.

import fs from 'node:fs';
import path from 'node:path';

import * as prettier from 'prettier';

import { chart } from './chart.mjs';
import { markdown } from './report.mjs';
import { summarize } from './summary.mjs';

const place = /(?<=<!-- measured -->\n).*(?=<!-- end -->)/s;

export async function writePage(file, measured) {
  const picture = file.replace(/\.md$/, '.svg');
  const parts = [describe(measured), markdown(measured.runs)];
  const rows = summarize(measured.runs);
  if (rows.some((row) => row.place === 'native')) {
    fs.writeFileSync(picture, chart(rows));
    parts.splice(1, 0, `![Medians as bars](${path.basename(picture)})`);
  }
  const text = fs.readFileSync(file, 'utf8');
  const written = text.replace(place, () => `\n${parts.join('\n\n')}\n\n`);
  const config = await prettier.resolveConfig(file);
  fs.writeFileSync(file, await prettier.format(written, { ...config, parser: 'markdown' }));
}

function describe({ runs, date, processor, processors, kernel, node, load, commit }) {
  const rounds = Math.max(...runs.map((run) => run.round));
  const isInLab = (run) => run.place === 'lab';
  const labKernel = runs.find(isInLab)?.kernel;
  const lab = labKernel && `; the kernel engine in the kernel lab, Linux ${labKernel}`;
  return `Measured on ${date} at commit ${commit}, ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}: ${processor}, ${processors} processors, Linux ${kernel}${lab ?? ''}, Node ${node}; load before ${load.toFixed(1)}.`;
}
