// The encrypting driver keeps better-sqlite3's API and its own declarations are not exported.
declare module 'better-sqlite3-multiple-ciphers' {
  import type BetterSqlite3 from 'better-sqlite3';
  const Sqlite: typeof BetterSqlite3;
  export default Sqlite;
}
