/** What one press would do about a failure. */
export interface Fix {
  text: string;
  run: () => void;
  /** In place of the error's own hint, which may speak of the command line. */
  hint?: string;
}
