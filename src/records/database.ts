import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;

/** Opens the record. `max` connections at most; queries wait for one, and fail after 10 s without. */
export function openDatabase(url: string, max = 20): Database {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max, connectionTimeoutMillis: 10_000 }),
  });
}
