/** What is used of SQLite, compiled to WebAssembly. */
declare module 'sql.js/dist/sql-wasm-inline.js' {
  export type SqlJsValue = number | bigint | string | Uint8Array | null;

  export interface SqlJsDatabase {
    prepare(sql: string): SqlJsStatement;
    run(sql: string, values?: readonly SqlJsValue[]): SqlJsDatabase;
    export(): Uint8Array;
    close(): void;
  }

  export interface SqlJsStatement {
    bind(values: readonly SqlJsValue[]): boolean;
    step(): boolean;
    get(params?: null, config?: { useBigInt: boolean }): SqlJsValue[];
    free(): boolean;
  }

  export default function initSqlJs(): Promise<{ Database: new (bytes?: Uint8Array) => SqlJsDatabase }>;
}
