import { useState } from 'react';
import type { Settings } from '../../../../src/contract/page.ts';
import { api } from '../../api.ts';
import { Action } from '../../ui.tsx';

/** The users of an organisation, who own its keys. */
export function Members({
  members,
  refresh,
}: {
  members: Settings['members'];
  refresh: () => Promise<void>;
}) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const add = async () => {
    await api.putMember({ email, ...(name.trim() === '' ? {} : { name }) });
    setEmail('');
    setName('');
    await refresh();
  };
  return (
    <section>
      <h2>Members</h2>
      <div className="card form">
        <div className="fields">
          <label>
            E-mail address
            <input type="email" value={email} onChange={({ target }) => setEmail(target.value)} />
          </label>
          <label>
            Full name
            <input value={name} onChange={({ target }) => setName(target.value)} />
          </label>
        </div>
        <Action className="main" work={add}>
          Add or rename
        </Action>
      </div>
      <ul className="list">
        {members.map((member) => (
          <li key={member.email}>
            <span className="grow">
              {member.name ?? member.email} <span className="soft">{member.email}</span>
            </span>
            <Action
              className="small danger"
              confirm={`Remove ${member.email}, and revoke all their keys for good?`}
              work={() => api.removeMember(member.email).then(refresh)}
            >
              Remove
            </Action>
          </li>
        ))}
      </ul>
    </section>
  );
}
