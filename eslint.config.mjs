import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The architecture of lib/, from the surface down to the addon and the leaves. A module imports
// values from rows below its own only: never upward, never sideways. A type leaves no trace at
// run time, so a part may know the type of its whole.
const layers = [
  ['index'],
  ['endpoint', 'server'],
  ['connect'],
  ['socket'],
  ['endpoint-controls', 'endpoint-options', 'send-to-all'],
  ['actions', 'binding'],
  ['open'],
  ['duplex', 'handle', 'mailbox'],
  ['streams'],
  ['stream'],
  ['association'],
  ['patience', 'receiver', 'sender'],
  ['options'],
  ['option-table'],
  ['option-codecs', 'option-types'],
  ['attempt', 'auth', 'inbox', 'lifecycle', 'paths', 'reassembly', 'socket-settings'],
  ['events', 'message'],
  ['address', 'batch', 'capabilities', 'ingress'],
  ['native'],
  ['load'],
  ['validate'],
  ['errors'],
  ['constants', 'diagnostics', 'signal'],
];

function importsRunDown(layer, row) {
  const outOfReach = layers.slice(0, row + 1).flat();
  return layer.map((module) => ({
    files: [`lib/${module}.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [outward, upward(outOfReach)] },
      ],
    },
  }));
}

function upward(modules) {
  return {
    regex: `^\\./(${modules.join('|')})$`,
    message: 'Imports run down the layers of eslint.config.mjs only.',
    allowTypeImports: true,
  };
}

const outward = {
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
  files: ['doc/examples/**', 'examples/**', 'interop/**'],
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
  globalIgnores(['**/build/', 'coverage/', 'dist/', 'doc/site/']),
  {
    files: ['**/*.{ts,mts,cts}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // After a call into user code the state may be another than the compiler believes.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // The types of events are declared as node:net's are, by merging an interface.
      '@typescript-eslint/no-unsafe-declaration-merging': 'off',
      // noUncheckedIndexedAccess makes every index a question; `!` answers it where it is known.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': 'off', // the compiler's noUnused* options say the same
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Node's own functions, such as process.nextTick, are called without their object.
      '@typescript-eslint/unbound-method': 'off',
      // Overloads are told apart by the names of their parameters, as in node:net.
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off', // we reject with errors
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
