import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;

/** Statements that a connection keeps prepared. Most queries are among the first; lists of many lengths are not. */
const PREPARED_AT_MOST = 500;

/** Opens the record. `max` connections at most; queries wait for one, and fail after 10 s without. */
export function openDatabase(url: string, max = 20): Database {
  return new PrismaClient({
    adapter: new PrismaPg(
      { connectionString: url, max, connectionTimeoutMillis: 10_000 },
      { statementNameGenerator: statementNames() },
    ),
  });
}

/**
 * Names under which PostgreSQL keeps statements prepared, so that it plans each once a connection: planning a write
 * of the record takes longer than the write. The empty name is that of a statement that is not kept.
 */
function statementNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= PREPARED_AT_MOST) return known ?? '';
    const name = `kiln-${names.size}`;
    names.set(sql, name);
    return name;
  };
}
