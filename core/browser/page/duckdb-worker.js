// Runs DuckDB-Wasm's own worker script, whose address is this worker's name. Where the WebAssembly does not come, or
// comes damaged, that script tells nobody and never answers: here it becomes an error of the worker.
addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof TypeError || reason instanceof WebAssembly.CompileError)
    setTimeout(() => {
      throw reason;
    });
});
importScripts(self.name);
