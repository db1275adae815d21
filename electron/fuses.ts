/**
 * Electron's fuses as a package sets them, by the names of `@electron/fuses`. With them the program
 * cannot be turned into a plain Node, debugged or fed other code from outside.
 */
export const fuses = {
  RunAsNode: false,
  EnableNodeOptionsEnvironmentVariable: false,
  /** Playwright drives a build with this on; a release has it off. */
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  EnableCookieEncryption: true,
  GrantFileProtocolExtraPrivileges: false,
} as const;

/** The engine's library must be a real file beside its addon. */
export const unpackedFromAsar = ['**/@duckdb/**'];
