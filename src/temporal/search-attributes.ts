import { setTimeout as wait } from 'node:timers/promises';
import type { Client, OperatorService } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from './ids.ts';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const KEYWORD = 2;
const USABLE_WITHIN_MS = 90_000;

/**
 * Creates Kiln's search attributes that the server lacks, and waits until it accepts them. Throws if they are missing
 * and this client may not create them (Temporal Cloud): docs/operating.md explains how to.
 */
export async function ensureSearchAttributes(temporal: Client, operator: OperatorService): Promise<void> {
  if (await areUsable(temporal)) return;
  const { namespace } = temporal.options;
  const names = SEARCH_ATTRIBUTES.map(({ name }) => name);
  const { customAttributes } = await operator.listSearchAttributes({ namespace });
  const missing = names.filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await operator.addSearchAttributes({ namespace, searchAttributes });
  }
  const until = Date.now() + USABLE_WITHIN_MS;
  while (!(await areUsable(temporal))) {
    if (Date.now() > until) throw new Error(`Temporal rejects the search attributes ${missing.join(', ')}.`);
    await wait(250);
  }
}

async function areUsable(temporal: Client): Promise<boolean> {
  const query = SEARCH_ATTRIBUTES.map(({ name }) => `${name} = "-"`).join(' AND ');
  try {
    await temporal.workflow.count(query);
    return true;
  } catch {
    return false;
  }
}
