/** Files of tests share a process: what the page of one has kept is nothing to the next. */
if ('localStorage' in globalThis) localStorage.clear();
