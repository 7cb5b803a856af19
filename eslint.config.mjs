import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The architecture of lib/, from the surface down to the addon and the leaves. A module imports
// from rows below its own only: never upward, never sideways.
const layers = [
  ['index'],
  ['server'],
  ['endpoint', 'socket'],
  ['receiver', 'sender', 'stream'],
  ['lifecycle', 'paths', 'reassembly'],
  ['options'],
  ['option-table'],
  ['events', 'message'],
  ['address', 'batch', 'capabilities'],
  ['native'],
  ['load'],
  ['validate'],
  ['errors'],
  ['constants', 'diagnostics', 'stats'],
];

function importsRunDown(layer, row) {
  const outOfReach = layers.slice(0, row + 1).flat();
  return layer.map((module) => ({
    files: [`lib/${module}.ts`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [insidersOnly, upward(module, outOfReach)] }],
    },
  }));
}

function upward(module, outOfReach) {
  const others = outOfReach.filter((other) => other !== module);
  return {
    regex: `^\\./(${others.join('|') || 'index'})$`,
    message: 'Imports run down the layers of eslint.config.mjs only.',
  };
}

const insidersOnly = {
  regex: '^\\.\\./(?!typings/addon$)',
  message: 'lib/ knows nothing outside itself but the addon it loads.',
};

const unlayered = {
  files: ['lib/*.ts'],
  ignores: layers.flat().map((module) => `lib/${module}.ts`),
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector: 'Program',
        message: 'Give this module its place in the layers of eslint.config.mjs.',
      },
    ],
  },
};

// Examples and the interop peers are users of the package, and see it as users do.
const outsiders = {
  files: ['examples/**', 'interop/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '(^|/)(dist|lib|src|build)/', message: 'Import net-sctp by its name.' },
          { regex: '^(\\.\\./)+$', message: 'Import net-sctp by its name.' },
        ],
      },
    ],
  },
};

export default defineConfig(
  globalIgnores(['build/', 'coverage/', 'dist/', 'doc/site/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // noUncheckedIndexedAccess makes every index a question; `!` answers it where it is known.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': 'off', // the compiler's noUnused* options say the same
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off', // expect(x).to.be.true
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.eslintRecommended, tseslint.configs.strict],
  },
  layers.flatMap(importsRunDown),
  unlayered,
  outsiders,
);
