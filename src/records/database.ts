import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;

/** Prepared statements per connection, enough for all queries but those with lists of varying length. */
const PREPARED_AT_MOST = 500;

/** Opens the database. At most `max` connections; a query fails after waiting 10 s for one. */
export function openDatabase(url: string, max = 20): Database {
  return new PrismaClient({
    adapter: new PrismaPg(
      { connectionString: url, max, connectionTimeoutMillis: 10_000 },
      { statementNameGenerator: statementNames() },
    ),
  });
}

/** Resolves if the database answers, and rejects otherwise. */
export async function ping(db: Database): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}

/**
 * Names for prepared statements, so that PostgreSQL plans each once per connection: planning a write of the record
 * takes longer than the write. A statement with the empty name is not kept.
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
