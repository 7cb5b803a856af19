// Writes typings/net-sctp.d.ts, the one file of types that the package shows to the world;
// with --check, fails where that is not what the sources say.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import * as prettier from 'prettier';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import ts from 'typescript';

const root = path.dirname(import.meta.dirname);
const target = path.join(root, 'typings/net-sctp.d.ts');

const types = await format(await bundle(emitDeclarations));
if (!process.argv.includes('--check')) {
  fs.writeFileSync(target, types);
} else if (!fs.existsSync(target) || fs.readFileSync(target, 'utf8') !== types) {
  process.stderr.write('typings/net-sctp.d.ts is not what lib/ says: npm run build:types\n');
  process.exitCode = 1;
}

// One declaration for each module of lib/, as tsc writes it, without what is @internal.
function emitDeclarations(directory) {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([path.join(root, 'lib/index.ts')], {
    ...options,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    sourceMap: false,
    outDir: directory,
  });
  const transformers = { afterDeclarations: [withoutConstruction] };
  program.emit(undefined, undefined, undefined, true, transformers);
  fs.cpSync(path.join(root, 'typings/addon.d.ts'), path.join(directory, 'typings/addon.d.ts'));
}

// A class whose constructor is @internal is made by a function of ours. Without any constructor
// it would have its base's, and `new SCTPSocket()` would compile.
function withoutConstruction({ factory }) {
  const visit = (node) => {
    if (!ts.isClassDeclaration(node) || !hasInternalConstructor(ts.getOriginalNode(node))) {
      return node;
    }
    const privately = [factory.createModifier(ts.SyntaxKind.PrivateKeyword)];
    const constructor = factory.createConstructorDeclaration(privately, [], undefined);
    const { modifiers, name, typeParameters, heritageClauses, members } = node;
    const all = [constructor, ...members];
    return factory.updateClassDeclaration(
      ...[node, modifiers, name, typeParameters, heritageClauses, all],
    );
  };
  return (file) => ts.visitEachChild(file, visit, undefined);
}

function hasInternalConstructor({ members, modifiers = [] }) {
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword)) return false;
  const constructor = members.find((member) => ts.isConstructorDeclaration(member));
  const tags = constructor === undefined ? [] : ts.getJSDocTags(constructor);
  return tags.some(({ tagName }) => tagName.text === 'internal');
}

async function bundle(emit) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-types-'));
  try {
    emit(directory);
    const bundled = await rollup({
      input: path.join(directory, 'lib/index.d.ts'),
      external: /^node:/,
      plugins: [dts()],
      // Modules of lib/ import from each other what is @internal and so not there.
      shimMissingExports: true,
      onLog: () => undefined,
    });
    const { code } = (await bundled.generate({ format: 'es' })).output[0];
    if (code.includes('_missingExportShim')) throw new Error('a public type needs an internal one');
    return code;
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

async function format(code) {
  const options = await prettier.resolveConfig(target);
  const header = '// Generated from lib/ by `npm run build:types`.\n\n';
  return prettier.format(header + code, { ...options, filepath: target });
}
