// What was measured, as text: CSV of every run, Markdown of medians.

import { figures } from './cases.mjs';
import { compare, summarize } from './summary.mjs';

/** The Go fork's columns, a run in each row. */
export function csv(runs) {
  const columns = [
    ...['mode', 'server_lang', 'client_lang', 'iterations', 'payload_size', 'elapsed_s'],
    ...['rtt_us_avg', 'throughput_mbps'],
  ];
  const done = runs.filter(({ hasFailed }) => !hasFailed);
  const rows = done.map(({ pair, size, client }) => {
    const [server_lang, client_lang = server_lang] = pair.split('<-');
    const fields = { ...client, server_lang, client_lang, payload_size: size };
    return columns.map((name) => fields[name]);
  });
  return [columns, ...rows].map((row) => `${row.join()}\n`).join('');
}

export function markdown(runs) {
  const rows = summarize(runs);
  const tables = Object.keys(figures).flatMap((mode) => modeTable(mode, rows));
  return [...tables, ...ratioTables(compare(runs)), rejections(rows)].filter(Boolean).join('\n\n');
}

/** Of the columns that tell something. */
function modeTable(mode, rows) {
  const { title, columns } = figures[mode];
  const isTold = (row) => row.columns.some(({ spread }) => spread);
  const shown = rows.filter((row) => row.mode === mode && isTold(row));
  const told = columns.map((_, index) => shown.some((row) => row.columns[index].spread));
  const pick = (cells) => cells.filter((_, index) => told[index]);
  if (shown.length === 0) return [];
  const head = ['case', 'server<-client', ...pick(columns).map((column) => column.title)];
  const cells = shown.map(({ case: name, pair, columns: all }) => {
    return [name, pair, ...pick(all).map(cellOf)];
  });
  return [`### ${title}`, table(head, cells)];
}

function cellOf({ spread, digits }, index) {
  if (spread === undefined) return '';
  return index === 0 ? withSpread(spread, digits) : rounded(spread.median, digits);
}

function withSpread({ median, least, most }, digits) {
  const [middle, from, to] = [median, least, most].map((figure) => rounded(figure, digits));
  return from === to ? middle : `${middle} (${from} to ${to})`;
}

function rounded(figure, digits) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return figure.toLocaleString('en', options);
}

/** With a letter in the place of each ratio that means nothing, and below them why. */
function ratioTables(compared) {
  const reasons = [];
  const letterOf = (reason) => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return String.fromCharCode('a'.charCodeAt(0) + reasons.indexOf(reason));
  };
  const cell = (compared) => {
    if (compared?.refused !== undefined) return `(${letterOf(compared.refused)})`;
    return compared?.spread && withSpread(compared.spread, 2);
  };
  const tables = compared
    .filter(({ rows }) => rows.length > 0)
    .flatMap(({ title, ratios, rows }) => {
      const head = ['case', ...ratios.map((ratio) => ratio.title)];
      const cells = rows.map((row) => [row.case, ...row.cells.map(cell)]);
      return [`### ${title}`, table(head, cells)];
    });
  const notes = reasons.map((reason) => `- (${letterOf(reason)}) means nothing: ${reason}.`);
  return notes.length === 0 ? tables : [...tables, notes.join('\n')];
}

/** Of the runs that are in no figure. */
function rejections(rows) {
  const rejected = rows.filter(({ troubles }) => troubles.length > 0);
  if (rejected.length === 0) return undefined;
  const lines = rejected.map(({ case: name, pair, runs, troubles }) => {
    return `- ${name}, ${pair}: ${troubles.length} of ${runs}, ${[...new Set(troubles)].join(', ')}`;
  });
  return ['Runs that do not count:', '', ...lines].join('\n');
}

/** The system calls that carry messages and wait for them, and the clock that Node's loop reads. */
const callColumns = {
  sendmmsg: ['sendmmsg'],
  recvmmsg: ['recvmmsg'],
  epoll: ['epoll_wait', 'epoll_pwait', 'epoll_ctl'],
  clock_gettime: ['clock_gettime'],
};

export function callTable(runs) {
  const rows = runs.flatMap(({ case: name, pair, calls }) =>
    Object.entries(calls).map(([side, perMessage]) => {
      const known = Object.values(callColumns).map((names) =>
        sum(names.map((call) => perMessage[call] ?? 0)),
      );
      const others = sum(Object.values(perMessage)) - sum(known);
      return [name, pair, side, ...[...known, others].map((count) => count.toFixed(4))];
    }),
  );
  return table(['case', 'server<-client', 'side', ...Object.keys(callColumns), 'others'], rows);
}

function table(head, rows) {
  const rule = head.map((title, index) =>
    index === 0 || title.includes('<-client') ? '---' : '---:',
  );
  const lines = [head, rule, ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |`).join('\n');
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
