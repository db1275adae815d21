import { builtinModules } from 'node:module';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import LongFirst from './test/support/long-first.ts';

const root = import.meta.dirname;
const nodeEntries = {
  asof: `${root}/core/node/cli/main.ts`,
  host: `${root}/core/node/host-main.ts`,
  'sql-child': `${root}/core/node/notebook/sql/child-main.ts`,
  'electron/main': `${root}/electron/main.ts`,
};

/** Packages with parts that are not JavaScript, which are found beside it. */
const leftOutside = ['@duckdb/node-bindings', '@napi-rs/keyring', 'lmdb'];

/**
 * `vite build --app` makes four bundles: the workbench (dist/renderer), what runs in Node
 * (dist/asof.js, dist/host.js, dist/electron/main.js) with its packages in it, because Node takes a second to
 * find and read hundreds of files, the desktop's preload, which a sandbox lets be only one CommonJS file, and
 * the page's service worker (dist/service-worker.js), which `npm run build:web` puts beside the page.
 */
export default defineConfig(({ command }) => ({
  root: `${root}/renderer`,
  base: './',
  plugins: [svelte({ configFile: false })],
  worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
  environments: {
    client: {
      build: {
        outDir: `${root}/dist/renderer`,
        emptyOutDir: true,
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 2000,
        rolldownOptions: { checks: { pluginTimings: false } },
      },
    },
    // Vitest would take what this says of packages for itself, and run changed copies of them.
    ...(command === 'build' && {
      node: nodeBundle(nodeEntries, true, {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
      }),
      preload: nodeBundle({ preload: `${root}/electron/preload.ts` }, false, {
        format: 'cjs',
        entryFileNames: 'electron/[name].cjs',
      }),
    }),
    serviceWorker: {
      consumer: 'client',
      build: {
        outDir: `${root}/dist`,
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: `${root}/core/browser/offline/service-worker.ts`,
          output: { entryFileNames: 'service-worker.js', format: 'iife' },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const name of ['node', 'client', 'serviceWorker', 'preload'])
        await builder.build(builder.environments[name]!);
    },
  },
  test: {
    root,
    reporters: ['default', './test/support/closing-line.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    projects: [
      project('node', ['test/{core,conformance,electron,sample-data}/**/*.test.ts']),
      project('renderer', ['test/renderer/**/*.test.ts']),
      project('built', ['test/{cli,gates}/**/*.test.ts']),
      project('e2e', ['test/e2e/**/*.test.ts']),
    ],
  },
}));

function nodeBundle(input: Record<string, string>, emptyOutDir: boolean, output: Record<string, string>) {
  return {
    consumer: 'server' as const,
    resolve: { noExternal: true as const, external: leftOutside, conditions: ['node', 'import', 'default'] },
    build: {
      outDir: `${root}/dist`,
      emptyOutDir,
      copyPublicDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { input, output, external: ['electron', ...builtinModules, /^node:/] },
    },
  };
}

function project(name: string, include: string[]): TestProjectConfiguration {
  // For what hangs: a busy machine is no reason to fail.
  const timeout = 300_000;
  return {
    extends: true,
    resolve: { conditions: name === 'renderer' ? ['browser'] : [] },
    test: {
      name,
      include,
      environment: 'node',
      setupFiles: name === 'renderer' ? ['test/support/forget-page.ts'] : [],
      // A file in a process of its own costs a quarter of all the time.
      isolate: false,
      testTimeout: timeout,
      hookTimeout: timeout,
      expect: { poll: { timeout } },
    },
  };
}
