const { pureFolders, forbiddenTo, platformPackages } = require('./layers.cjs');

const pureCore = `^core/(${pureFolders.join('|')})/`;
const packagePattern = platformPackages.map((name) => name.replace('*', '.*')).join('|');

const arrows = pureFolders
  .filter((folder) => forbiddenTo(folder).length > 0)
  .map((folder) => ({
    name: `arrow-${folder}`,
    comment: `core/${folder} imports only from the folders before it; see ARCHITECTURE.md`,
    severity: 'error',
    from: { path: `^core/${folder}/` },
    to: { path: `^core/(${forbiddenTo(folder).join('|')})/` },
  }));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'no-cycles',
      comment: 'a cycle of imports is one module in several files; types included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-core-has-no-platform',
      comment:
        'pure core runs in the host, in the page and in a test: what needs a platform lives in core/node or core/browser',
      severity: 'error',
      from: { path: pureCore },
      to: { path: `^(core/(node|browser)/|electron/|renderer/)|(^|node_modules/)(${packagePattern})(/|$)` },
    },
    {
      name: 'pure-core-has-no-builtins',
      severity: 'error',
      from: { path: pureCore },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'node-and-browser-apart',
      severity: 'error',
      from: { path: '^core/(node|browser)/' },
      to: { path: '^(core/(node|browser)|electron|renderer)/', pathNot: '^core/$1/' },
    },
    {
      name: 'shell-knows-core-only',
      comment: 'electron -> core, core/node',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(renderer|core/browser|test)/' },
    },
    {
      name: 'page-knows-core-only',
      comment: 'renderer -> pure core, core/browser',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|core/node|test)/' },
    },
    {
      name: 'no-tests-in-the-program',
      severity: 'error',
      from: { path: '^(core|electron|renderer)/' },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(url|worker|raw)|^virtual:|\\.css$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['browser', 'svelte', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.svelte', '.d.ts'],
    },
  },
};
