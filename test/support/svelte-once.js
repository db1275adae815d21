/** The linter's parser of Svelte reads this when it is loaded: without it each component makes a program of its own, and the linting takes twice as long. */
process.env.SVELTE_ESLINT_PARSER_EXPERIMENTAL_TS_SYS_HOOK ??= '1';
