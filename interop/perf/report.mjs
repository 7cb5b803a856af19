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

/** The system calls that carry messages and wait for them, and the clock that Node's loop reads. */
const columns = {
  sendmmsg: ['sendmmsg'],
  recvmmsg: ['recvmmsg'],
  epoll: ['epoll_wait', 'epoll_pwait', 'epoll_ctl'],
  clock_gettime: ['clock_gettime'],
};

export function callTable(figures) {
  const rows = figures.flatMap(({ case: name, pair, calls }) =>
    Object.entries(calls).map(([side, perMessage]) => {
      const all = sum(Object.values(perMessage));
      const known = Object.values(columns).map((calls) =>
        sum(calls.map((call) => perMessage[call] ?? 0)),
      );
      const cells = [...known, all - sum(known)].map((count) => count.toFixed(4));
      return [name, pair, side, ...cells];
    }),
  );
  return table(['case', 'server<-client', 'side', ...Object.keys(columns), 'others'], rows);
}

/** As Markdown. */
export function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |\n`).join('');
}

export function spread(values) {
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
