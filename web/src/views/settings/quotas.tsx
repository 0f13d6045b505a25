import { useState } from 'react';
import type { Settings } from '../../../../src/contract/page.ts';
import { api } from '../../api.ts';
import { Action, CommandLine } from '../../ui.tsx';

const count = (n: number) => n.toLocaleString('en');

/** The quota of an organisation, which its operator sets. */
export function Quota({ org, quota: { used, limit } }: { org: string; quota: Settings['quota'] }) {
  return (
    <section>
      <h2>Quota</h2>
      <p>
        {count(used)} target builds this month{limit === null ? ', no limit' : ` of ${count(limit)}`}
      </p>
      {limit === null ? null : <progress max={limit} value={used} aria-label="Target builds used" />}
      <p className="soft">The operator sets it, on the machine that Kiln runs on:</p>
      <CommandLine text={`kiln orgs update ${org} --monthly-target-builds ${limit ?? 2000}`} />
    </section>
  );
}

/** The quotas of all organisations, for the operator. */
export function Quotas({
  quotas,
  refresh,
}: {
  quotas: NonNullable<Settings['quotas']>;
  refresh: () => Promise<void>;
}) {
  return (
    <section>
      <h2>Quotas</h2>
      <p className="soft">Target builds in a calendar month (UTC); empty is no limit.</p>
      <ul className="list">
        {quotas.map((quota) => (
          <One key={quota.org} {...quota} refresh={refresh} />
        ))}
      </ul>
    </section>
  );
}

function One({
  org,
  used,
  limit,
  refresh,
}: {
  org: string;
  used: number;
  limit: number | null;
  refresh: () => Promise<void>;
}) {
  const [value, setValue] = useState(limit === null ? '' : String(limit));
  return (
    <li>
      <span className="grow">
        {org} <span className="soft">used {count(used)}</span>
      </span>
      <label>
        <span className="hidden">Limit of {org}</span>
        <input
          type="number"
          min="0"
          placeholder="no limit"
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
      </label>
      <Action
        className="small"
        work={() => api.setQuota(org, value === '' ? null : Number(value)).then(refresh)}
      >
        Set
      </Action>
    </li>
  );
}
