// Runs tables of rows, one row at a time.

import { progress } from './report.mjs';
import { runRow } from './row.mjs';

/**
 * Resolves with the tables that have chosen rows, of which each has its outcome; `tell` is told of
 * each as it ends.
 */
export async function runTables(tables, { isChosen = () => true, tell, ...settings }) {
  const outcome = [];
  for (const { rows, ...table } of tables) {
    const ended = [];
    for (const row of rows.filter(isChosen)) {
      ended.push(await runRow(row, settings));
      tell(progress(ended.at(-1)));
    }
    if (ended.length > 0) outcome.push({ ...table, rows: ended });
  }
  return outcome;
}
