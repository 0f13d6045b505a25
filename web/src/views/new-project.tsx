import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { LANGUAGE_TARGETS, type SdkTarget } from '../../../src/contract/targets.ts';
import { api, type BuildDiagnostic } from '../api.ts';
import { excerptOf } from '../excerpt.ts';
import { Head, useSession } from '../shell.tsx';
import { Action, Waiting } from '../ui.tsx';
import { Diagnostic } from './diagnostics.tsx';

/** Loaded separately from the first view. */
const Editor = lazy(() => import('../editor/editor.tsx'));

/** `node` is an older name of `typescript`. */
const TARGETS = LANGUAGE_TARGETS.filter((name) => name !== 'node');

/** From a description to the first build: choose it, review the guessed config file, create. */
export function NewProjectView() {
  const session = useSession();
  const navigate = useNavigate();
  const [slug, setSlug] = useState('');
  const [url, setUrl] = useState('');
  const [spec, setSpec] = useState('');
  const [targets, setTargets] = useState<readonly SdkTarget[]>(['typescript', 'python', 'go']);
  const [config, setConfig] = useState<{ path: string; content: string } | null>(null);
  const [guesses, setGuesses] = useState(0);
  const [found, setFound] = useState<readonly BuildDiagnostic[] | null>(null);
  const specPath = spec.trimStart().startsWith('{') ? 'openapi.json' : 'openapi.yml';

  const guess = async () => {
    const answer = await api.guess({ slug, targets, ...(url === '' ? { spec } : { url }) });
    setSpec(answer.spec);
    setConfig({ path: answer.path, content: answer.content });
    setGuesses((before) => before + 1);
    setFound(null);
  };
  const lint = async () => {
    const answer = await api.lint(spec, config?.content ?? '');
    setFound(Object.values(answer.spec.diagnostics).flat());
  };
  const create = async () => {
    if (config === null || session === undefined) return;
    await api.createProject({
      org: session.org,
      slug,
      display_name: slug,
      targets: [...targets],
      revision: {
        [specPath]: url === '' ? { content: spec } : { url },
        [config.path]: { content: config.content },
      },
    });
    const { data } = await api.builds(slug, {});
    const [first] = data;
    if (first === undefined) await navigate({ to: '/projects/$project', params: { project: slug } });
    else await navigate({ to: '/builds/$id', params: { id: first.id } });
  };

  return (
    <>
      <Head title="New project" crumbs={<Link to="/">Projects</Link>} />
      <ol className="wizard">
        <li className="card form">
          <h2>1. The description</h2>
          <div className="fields">
            <label>
              Upload a file
              <input
                type="file"
                accept=".json,.yml,.yaml"
                onChange={async ({ target }) => {
                  const [file] = target.files ?? [];
                  if (file === undefined) return;
                  setSpec(await file.text());
                  setUrl('');
                  if (slug === '') setSlug(slugOf(file.name));
                }}
              />
            </label>
            <label>
              or give its URL
              <input
                type="url"
                placeholder="https://example.com/openapi.json"
                value={url}
                onChange={({ target }) => setUrl(target.value)}
              />
            </label>
          </div>
          <label>
            or paste it
            <textarea
              className="editor"
              rows={6}
              spellCheck={false}
              value={spec}
              onChange={({ target }) => setSpec(target.value)}
            />
          </label>
        </li>
        <li className="card form">
          <h2>2. Name and targets</h2>
          <label className="short">
            Name
            <input value={slug} placeholder="petstore" onChange={({ target }) => setSlug(target.value)} />
          </label>
          <fieldset className="checks">
            <legend>Targets</legend>
            {TARGETS.map((name) => (
              <label key={name} className="check">
                <input
                  type="checkbox"
                  checked={targets.includes(name)}
                  onChange={({ target }) =>
                    setTargets(target.checked ? [...targets, name] : targets.filter((one) => one !== name))
                  }
                />{' '}
                {name}
              </label>
            ))}
          </fieldset>
          <Action className={config === null ? 'main' : ''} work={guess}>
            {config === null ? 'Suggest a config file' : 'Guess again'}
          </Action>
        </li>
        {config === null ? null : (
          <li className="card form">
            <h2>3. The config file</h2>
            <p className="soft">
              {config.path}: keys and values are completed as you type, or by Ctrl+Space.
            </p>
            <Suspense fallback={<Waiting rows={12} />}>
              <Editor
                key={guesses}
                label={config.path}
                initial={config.content}
                onChange={(content) => setConfig((before) => before && { ...before, content })}
              />
            </Suspense>
            <div className="actions">
              <Action work={lint}>Check</Action>
              <Action className="main" work={create}>
                Create and build
              </Action>
            </div>
            {found === null ? null : found.length === 0 ? (
              <p className="note good" role="status">
                No problems found.
              </p>
            ) : (
              <ul className="diagnostics">
                {found.map((one, i) => (
                  <Diagnostic
                    // biome-ignore lint/suspicious/noArrayIndexKey: a list that is read once
                    key={i}
                    found={one}
                    excerpt={excerptOf(one, {
                      [specPath]: { content: spec },
                      [config.path]: { content: config.content },
                    })}
                  />
                ))}
              </ul>
            )}
          </li>
        )}
      </ol>
    </>
  );
}

function slugOf(file: string): string {
  const name = file
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === 'openapi' || name === 'swagger' ? '' : name.slice(0, 60);
}
