import './test/support/svelte-once.js';
import eslint from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import layers from './test/support/layers.cjs';

const { pureFolders, forbiddenTo, platformPackages } = layers;

const unsafeSql = {
  group: ['**/sql/sql.ts'],
  importNames: ['unsafe'],
  message: 'SQL is composed with the `sql` tag and `ident`; the one way around quoting stays inside core/sql.',
};

/** `no-restricted-imports` is replaced, not merged, by a later block: each says the whole of its folder's rule. */
function imports(files, ...patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

function folder(name) {
  const forbidden = forbiddenTo(name);
  const arrow = {
    group: forbidden.map((other) => `**/${other}/*`),
    message: `core/${name} imports only from the folders before it (ARCHITECTURE.md draws them).`,
  };
  const platform = {
    group: [...platformPackages, '**/node/**', '**/browser/**', '**/electron/**', '**/renderer/**'],
    message:
      'Pure core runs in the host, in the page and in a test: what needs a platform goes to core/node or core/browser.',
  };
  const rules = [platform];
  if (forbidden.length > 0) rules.push(arrow);
  if (name !== 'sql') rules.push(unsafeSql);
  return imports([`core/${name}/**`], ...rules);
}

function away(files, groups, message) {
  return imports(files, { group: groups, message }, unsafeSql);
}

const anyInTemplates = Object.fromEntries(
  ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
    `@typescript-eslint/no-unsafe-${use}`,
    'off',
  ]),
);

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test/output/', '**/*.cjs'] },
  eslint.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A port's method is async so that what it throws is a rejection, whether or not this one waits.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      // Takes every Map and Set in a state file for state.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  // The linter takes what another component's props and snippets give for `any`; svelte-check knows their types.
  { files: ['**/*.svelte'], rules: anyInTemplates },
  { files: ['test/**'], rules: { '@typescript-eslint/unbound-method': 'off' } },
  { files: ['tools/**', 'test/bench/**', 'sample-data/**'], rules: { 'no-console': 'off' } },
  { files: ['renderer/ui/Markdown.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
  ...pureFolders.map(folder),
  away(['core/node/**'], ['**/browser/**', '**/electron/**', '**/renderer/**'], 'core/node knows pure core only.'),
  away(
    ['core/browser/**'],
    ['node:*', '**/node/**', '**/electron/**', '**/renderer/**'],
    'core/browser knows pure core only.',
  ),
  away(['electron/**'], ['**/renderer/**', '**/browser/**'], 'The shell knows core and core/node, never the renderer.'),
  away(
    ['renderer/**'],
    ['node:*', 'electron', '**/electron/**', '**/node/**'],
    'The page knows pure core and core/browser, never the shell or Node.',
  ),
);
