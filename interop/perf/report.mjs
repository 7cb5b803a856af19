// Figures of runs as tables: medians and their spread, ratios within a round.

/** By case and pair. A ratio compares runs of one round, which had the same machine to run on. */
export function summarize(runs) {
  const believed = runs.filter(({ trouble }) => trouble.length === 0);
  return group(runs, ({ case: name, pair }) => `${name}\n${pair}`).map((all) => {
    const { case: name, pair } = all[0];
    const good = all.filter((run) => believed.includes(run));
    const rates = good.map(({ rate }) => rate);
    const ratios = good.flatMap((run) => {
      const base = believed.find((other) => other.round === run.round && other.case === name);
      return base === undefined || base.pair !== runs[0].pair ? [] : [run.rate / base.rate];
    });
    const rejected = all.length - good.length;
    return { case: name, pair, rate: spread(rates), ratio: spread(ratios), rejected };
  });
}

export function rateTable(rows) {
  return table(
    ['case', 'server<-client', 'median /s', 'spread', 'ratio', 'spread', 'runs rejected'],
    rows.map(({ case: name, pair, rate, ratio, rejected }) => [
      name,
      pair,
      rate && thousands(rate.median),
      rate && `${thousands(rate.least)}-${thousands(rate.most)}`,
      ratio?.median.toFixed(2),
      ratio && `${ratio.least.toFixed(2)}-${ratio.most.toFixed(2)}`,
      rejected,
    ]),
  );
}

/** What is called less than once in so many messages is the program's start and end. */
const rarely = 1 / 1000;

export function callTable(runs) {
  const rows = runs.flatMap(({ case: name, pair, calls }) =>
    Object.entries(calls).map(([side, perMessage]) => {
      const frequent = Object.entries(perMessage).filter(([, calls]) => calls >= rarely);
      const text = frequent.map(([call, calls]) => `${call} ${calls.toFixed(4)}`).join(', ');
      return [name, pair, side, sum(frequent.map(([, calls]) => calls)).toFixed(4), text];
    }),
  );
  return table(['case', 'server<-client', 'side', 'calls per message', 'which'], rows);
}

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |\n`).join('');
}

function spread(values) {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
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

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function thousands(rate) {
  return `${(rate / 1000).toFixed(1)}k`;
}
