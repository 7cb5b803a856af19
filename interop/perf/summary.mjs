// Medians and their spread, of runs; ratios within a round, where they mean something.

import { figures } from './cases.mjs';
import { objection, ratioTables } from './ratios.mjs';

/** By case and pair, in the order of the runs. */
export function summarize(runs) {
  return group(runs, ({ case: name, pair }) => `${name}\n${pair}`).map((all) => {
    const [{ place, case: name, mode, size, pair }] = all;
    const done = all.filter(({ hasFailed }) => !hasFailed);
    const columns = figures[mode].columns.map(({ of, ...column }) => {
      if (column.isWeight) return { ...column, spread: spread(done.map(of)) };
      // In the kernel lab nothing is as fast as elsewhere.
      const good = place === 'native' ? done.filter(isBelieved) : [];
      return { ...column, spread: spread(good.map(of)) };
    });
    const troubles = all.filter((run) => !isBelieved(run)).map(({ trouble }) => trouble.join('+'));
    return { place, case: name, mode, size, pair, columns, runs: all.length, troubles };
  });
}

/**
 * By table of ratios and by case: how many times as fast one is as the other, or why that is not
 * told.
 */
export function compare(runs) {
  const byCase = group(runs, ({ case: name }) => name);
  return ratioTables.map(({ title, ratios }) => {
    const rows = byCase.map((all) => ({
      case: all[0].case,
      cells: ratios.map((ratio) => compareIn(all, ratio)),
    }));
    return { title, ratios, rows: rows.filter(({ cells }) => cells.some(Boolean)) };
  });
}

function compareIn(all, { of, to }) {
  const [{ mode, size }] = all;
  const [ones, others] = [of, to].map((pair) => all.filter((run) => run.pair === pair));
  if (ones.length === 0 || others.length === 0) return undefined;
  const refused = objection({ mode, size }, { of, to }, [ones[0].place, others[0].place]);
  if (refused !== undefined) return { refused };
  const [{ of: figureOf, less }] = figures[mode].columns;
  const quotients = ones.flatMap((run) => {
    const other = others.find(({ round }) => round === run.round);
    if (!isBelieved(run) || !isBelieved(other)) return [];
    const quotient = figureOf(run) / figureOf(other);
    return [less ? 1 / quotient : quotient];
  });
  return { spread: spread(quotients) };
}

function isBelieved({ trouble }) {
  return trouble.length === 0;
}

function spread(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted.at(-1) };
}

function group(values, keyOf) {
  const groups = new Map();
  for (const value of values) {
    const key = keyOf(value);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups.values()];
}
