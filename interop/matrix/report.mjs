// The outcome of tables: for a terminal, as JSON, and as Markdown.

const MARKS = { passed: 'ok', failed: 'FAIL', 'not run': '-' };

/** The line of a row that has just ended. */
export function progress({ id, outcome, reason, milliseconds }) {
  const time = milliseconds === undefined ? '' : ` ${seconds(milliseconds)}`;
  return `${outcome}: ${id}${time}${reason === undefined ? '' : `: ${reason}`}\n`;
}

/** Tables for a terminal, and what did not pass with its reason. */
export function summary(tables) {
  const grids = tables.map(({ title, rows }) => `\n${title}\n${grid(rows)}`);
  const all = tables.flatMap(({ rows }) => rows);
  const others = all.filter(({ outcome }) => outcome !== 'passed');
  const last = `interop matrix ${hasPassed(tables) ? 'PASSED' : 'FAILED'}`;
  return `${grids.join('')}\n${others.map(progress).join('')}${verdict(all)}\n${last}\n`;
}

/** Whether every row has passed. */
export function hasPassed(tables) {
  const rows = tables.flatMap((table) => table.rows);
  return rows.length > 0 && rows.every(({ outcome }) => outcome === 'passed');
}

export function markdown(tables, { machine, milliseconds }) {
  const all = tables.flatMap(({ rows }) => rows);
  const sections = tables.flatMap(({ title, about, rows }) => [
    `## ${title}`,
    about,
    isMatrix(rows) ? matrixTable(rows) : programTable(rows),
    failures(rows),
  ]);
  return [
    '# Interoperability',
    `Made by \`npm run docs:interop\` in ${minutes(milliseconds)}, on ${machine}: ${verdict(all)}.`,
    ...sections,
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function verdict(rows) {
  const count = (outcome) => rows.filter((row) => row.outcome === outcome).length;
  return `${count('passed')} rows passed, ${count('failed')} failed, ${count('not run')} did not run`;
}

// Whether its rows are all pairs of the same peers.
function isMatrix(rows) {
  const servers = unique(rows, 'server');
  const clients = unique(rows, 'client');
  return rows.length === servers.length * clients.length * unique(rows, 'case').length;
}

// A line per case, a column per server: how many of the clients have had which outcome.
function grid(rows) {
  if (!isMatrix(rows)) return list(rows);
  const servers = unique(rows, 'server');
  const lines = unique(rows, 'case').map((name) => {
    const ofCase = rows.filter((row) => row.case === name);
    return [name, ...servers.map((server) => tally(ofCase.filter((row) => row.server === server)))];
  });
  return align([['server:', ...servers], ...lines]);
}

function tally(rows) {
  const marks = rows.map(mark);
  return [...new Set(marks)]
    .map((one) => `${marks.filter((other) => other === one).length} ${one}`)
    .join(', ');
}

function list(rows) {
  return align(rows.map((row) => [mark(row), row.server, row.client, row.case]));
}

function mark({ outcome }) {
  return MARKS[outcome];
}

function rowsOf(rows, server, client) {
  return rows.filter((row) => row.server === server && row.client === client);
}

function matrixTable(rows) {
  const cases = unique(rows, 'case');
  const clients = unique(rows, 'client');
  const pairs = unique(rows, 'server').flatMap((server) =>
    clients.map((client) => [server, client, ...rowsOf(rows, server, client).map(cell)]),
  );
  const told = cases.map((name) => [name, rows.find((row) => row.case === name).exchanged]);
  return [
    tableOf(['case', 'what is exchanged and checked'], told),
    tableOf(['server', 'client', ...cases], pairs),
  ].join('\n\n');
}

function programTable(rows) {
  const columns = ['server', 'client', 'case', 'what is exchanged and checked', 'outcome'];
  return tableOf(
    columns,
    rows.map((row) => [row.server, row.client, row.case, row.exchanged, cell(row)]),
  );
}

function cell({ outcome, milliseconds }) {
  return outcome === 'passed' ? seconds(milliseconds) : outcome;
}

function failures(rows) {
  const others = rows.filter(({ outcome }) => outcome !== 'passed');
  return others.map(({ id, outcome, reason }) => `- ${id}: ${outcome}: ${reason}`).join('\n');
}

function tableOf(columns, rows) {
  const lines = [columns, columns.map(() => '---'), ...rows];
  const escape = (text) => String(text).replaceAll('|', '\\|');
  return lines.map((cells) => `| ${cells.map(escape).join(' | ')} |`).join('\n');
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function minutes(milliseconds) {
  const total = Math.round(milliseconds / 1000);
  return `${Math.floor(total / 60)} min ${total % 60} s`;
}

function unique(rows, key) {
  return [...new Set(rows.map((row) => row[key]))];
}

function align(table) {
  const widths = table[0].map((_, column) =>
    Math.max(...table.map((cells) => cells[column].length)),
  );
  const line = (cells) => cells.map((text, column) => text.padEnd(widths[column])).join('  ');
  return table.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}
