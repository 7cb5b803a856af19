import fs from 'node:fs';
import path from 'node:path';

import { expect } from 'chai';
import { describe, it } from 'mocha';
import ts from 'typescript';

import { notificationKinds } from '../../lib/batch';
import { EndpointControls } from '../../lib/endpoint-controls';
import { getSCTPCapabilities, SCTP_ERROR_CODES } from '../../lib/index';
import { optionTable } from '../../lib/option-table';
import { contracts } from '../helpers/contracts';
import { skipBecause } from '../helpers/tally';

const root = path.resolve(__dirname, '../../..');

interface Snippet {
  /** Where it is, for humans. */
  where: string;
  code: string;
  /** The file that it says it shows. */
  shows?: string;
}

const pages = [
  'README.md',
  ...filesOf('doc')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `doc/${name}`),
];

describe('the documentation', function () {
  this.timeout(60_000);
  this.slow(20_000);

  it('has a row for every code, and no row for another', () => {
    const rows = [...read('doc/errors.md').matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code!);
    expect(new Set(rows).size).to.equal(rows.length);
    const own = rows.filter((code) => code.startsWith('ERR_SCTP_'));
    expect(own).to.have.members([...SCTP_ERROR_CODES]);
    expect(rows).to.include.members(nodeCodes());
  });

  it('names no error that no test provokes on a stack', () => {
    const tests = ['test/conformance', 'test/lab'].flatMap((folder) =>
      filesOf(folder).map((name) => read(`${folder}/${name}`)),
    );
    const rows = [...read('doc/errors.md').matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code!);
    const isProvoked = (code: string) =>
      tests.some((text) => new RegExp(`\\b${code}\\b`).test(text));
    expect(rows.filter((code) => !isProvoked(code))).to.deep.equal([]);
  });

  it('shows the examples as they are', () => {
    const shown = pages.flatMap(snippetsOfPage).filter(({ shows }) => shows !== undefined);
    for (const { where, code, shows } of shown) {
      expect(code, where).to.equal(withoutOutput(read(shows!)));
    }
    const examples = filesOf('doc/examples').map((name) => `doc/examples/${name}`);
    expect(shown.map(({ shows }) => shows)).to.include.members(examples);
  });

  it('compiles, example by example', () => {
    const modules = filesOf('lib').map((name) => `lib/${name}`);
    const snippets = [...pages.flatMap(snippetsOfPage), ...modules.flatMap(snippetsOfModule)];
    expect(snippets).to.have.length.greaterThan(10);
    expect(complaintsAbout(snippets)).to.deep.equal([]);
  });

  it('names in its mappings only what the package has', () => {
    const types = read('typings/net-sctp.d.ts');
    const mappings = read('README.md').split('\n## From ').slice(1).join('\n');
    const rows = [...mappings.matchAll(/^\| [^|]+ \|(.+)\|$/gm)].map(([, ours]) => ours!);
    const words = rows.flatMap((ours) => [...ours.matchAll(/`'?(\w+)/g)].map(([, word]) => word!));
    const unknown = words.filter((word) => !new RegExp(`\\b${word}\\b`).test(types));
    expect(words).to.have.length.greaterThan(50);
    expect(unknown, 'said not to be there').to.deep.equal(['allowHalfOpen']);
  });

  it('has a row for every capability, as the userspace engine has it', function () {
    const { features, available, reason } = getSCTPCapabilities('userspace');
    const rows = [...read('doc/engines.md').matchAll(/^\| `(\w+)` +\| [^|]+ \| (yes|no)/gm)];
    expect(rows.map(([, name]) => name)).to.deep.equal(Object.keys(features));
    if (!available) skipBecause(this, reason!);
    const told = rows.map(([, name, has]) => [name, has === 'yes']);
    expect(Object.fromEntries(told), 'npm run docs:engines').to.deep.equal(features);
  });

  it('has a row for every option, event, action and contract, with no cell empty', () => {
    const rows = [...read('doc/features.md').matchAll(/^\| `(\w+)` +\|(.+)\|(.+)\|$/gm)];
    const actions = Object.getOwnPropertyNames(EndpointControls.prototype).filter(
      (name) => !['constructor', 'scope', 'getOption', 'setOption'].includes(name),
    );
    expect(
      rows.map(([, name]) => name),
      'npm run docs:engines',
    ).to.deep.equal([
      ...Object.keys(optionTable),
      ...notificationKinds.filter((kind) => kind !== 'message'),
      ...actions,
      ...Object.keys(contracts),
    ]);
    for (const [row, , ...cells] of rows) {
      for (const cell of cells) expect(cell.trim(), row).to.match(/^(pass \(\d+\)|no: .+)$/);
    }
  });

  it('links to what is there', () => {
    const broken = pages.flatMap((page) => {
      const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link!);
      const sources = [...read(page).matchAll(/src="(?!https?:)([^"]+)/g)].map(([, src]) => src!);
      return [...links, ...sources]
        .filter((link) => !fs.existsSync(path.join(root, path.dirname(page), link)))
        .map((link) => `${page}: ${link}`);
    });
    expect(broken).to.deep.equal([]);
  });
});

/** Node's own codes that lib/ gives to errors. */
function nodeCodes(): string[] {
  const sources = filesOf('lib').map((name) => read(`lib/${name}`));
  const literals = sources.flatMap((text) => [...text.matchAll(/'(ERR_\w+|ABORT_ERR)'/g)]);
  return [...new Set(literals.map(([, code]) => code!))].filter(
    (code) => !code.startsWith('ERR_SCTP_'),
  );
}

function snippetsOfPage(page: string): Snippet[] {
  const fence = /(?:^<!-- (doc\/examples\/\S+) -->\n\n)?^```ts\n(.*?)^```$/gms;
  return [...read(page).matchAll(fence)].map(([, shows, code], index) => {
    const where = `${page}, example ${index + 1}`;
    return shows === undefined ? { where, code: code! } : { where, code: code!, shows };
  });
}

function snippetsOfModule(module: string): Snippet[] {
  const fence = /^ +\* ```ts\n(.*?)^ +\* ```$/gms;
  return [...read(module).matchAll(fence)].map(([, lines], index) => {
    return { where: `${module}, example ${index + 1}`, code: lines!.replace(/^ +\* ?/gm, '') };
  });
}

/** What the compiler says of them, each a module of its own that knows the package by its name. */
function complaintsAbout(snippets: readonly Snippet[]): string[] {
  const names = snippets.map((_, index) => path.join(root, 'doc', `snippet-${index}.mts`));
  const codes = new Map(snippets.map(({ code }, index) => [names[index]!, code]));
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const known = { fileExists: host.fileExists.bind(host), readFile: host.readFile.bind(host) };
  host.fileExists = (file) => codes.has(file) || known.fileExists(file);
  host.readFile = (file) => codes.get(file) ?? known.readFile(file);
  const program = ts.createProgram(names, { ...options, noEmit: true }, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = snippets[names.indexOf(path.normalize(file?.fileName ?? ''))]?.where;
    return `${where ?? file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

/** An example ends with what it prints, which pages show in their own way or not at all. */
function withoutOutput(example: string): string {
  return example.replace(/\n\/\/ Prints.*$/s, '');
}

function filesOf(directory: string): string[] {
  return fs
    .readdirSync(path.join(root, directory), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

function read(file: string): string {
  return fs.readFileSync(path.join(root, file), 'utf8');
}
