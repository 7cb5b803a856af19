// How the demo looks: a word on the left, who or what, and a line of facts.

import { styleText } from 'node:util';

const WORD_WIDTH = 10;

const colours = {
  network: 'gray',
  engine: 'gray',
  server: 'magenta',
  client: 'cyan',
  cut: 'red',
  mended: 'green',
  result: 'green',
};

export function heading(name, text) {
  line(`\n  ${paint('bold', name)}: ${text}\n`);
}

export function say(word, text) {
  line(`  ${paint(colours[word] ?? 'reset', word.padEnd(WORD_WIDTH))}${text}`);
}

// Rows under a line of the same speaker.
export function rows(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column]));
    line(`${' '.repeat(WORD_WIDTH + 4)}${cells.join('  ').trimEnd()}`);
  }
}

export function gap() {
  line('');
}

function line(text) {
  process.stdout.write(`${text}\n`);
}

function paint(style, text) {
  return process.env.FORCE_COLOR || process.stdout.isTTY ? styleText(style, text) : text;
}
