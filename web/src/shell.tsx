import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { api } from './api.ts';
import { useKeys } from './keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { applyTheme, THEMES, type Theme, theme } from './theme.ts';
import { Empty, ErrorNote } from './ui.tsx';

export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: api.session, staleTime: 60_000 }).data;
}

/** The frame of every view: navigation and account. */
export function Shell() {
  const [showsKeys, setShowsKeys] = useState(false);
  useKeys(useCallback(() => setShowsKeys(true), []));
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<Theme>(theme);
  const signOut = async () => {
    await api.signOut();
    client.clear();
    await navigate({ to: '/sign-in', search: {} });
  };
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/favicon.svg" alt="" width="22" height="22" />
          Kiln
        </Link>
        <nav aria-label="Main">
          <Link to="/" activeOptions={{ exact: true }}>
            Projects
          </Link>
          <Link to="/settings">Settings</Link>
          <a href="/reference">API</a>
          {session?.temporal_url == null ? null : (
            <a href={session.temporal_url} target="_blank" rel="noreferrer">
              Temporal
            </a>
          )}
        </nav>
        <div className="who">
          <label className="hidden" htmlFor="theme">
            Theme
          </label>
          <select
            id="theme"
            value={chosen}
            onChange={({ target }) => {
              const next = THEMES.find((name) => name === target.value) ?? 'system';
              setChosen(next);
              applyTheme(next);
            }}
          >
            {THEMES.map((name) => (
              <option key={name} value={name}>
                {name} theme
              </option>
            ))}
          </select>
          <span className="soft wide">
            {session?.name} · {session?.org}
          </span>
          <button type="button" className="small" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main">
        <Outlet />
      </main>
      {showsKeys ? <KeysHelp close={() => setShowsKeys(false)} /> : null}
    </>
  );
}

/** The header of a view: its path, title and actions. */
export function Head({
  title,
  crumbs,
  project,
  children,
}: {
  title: ReactNode;
  /** Breadcrumbs from the projects to the view. */
  crumbs?: ReactNode;
  /** The project of the view, for the shortcut `g b`. */
  project?: string;
  children?: ReactNode;
}) {
  useEffect(() => {
    if (project !== undefined) document.body.dataset.project = project;
  }, [project]);
  useEffect(() => {
    const words = typeof title === 'string' ? title : project;
    document.title = words === undefined ? 'Kiln' : `${words} – Kiln`;
  }, [title, project]);
  return (
    <div className="head">
      {crumbs === undefined ? null : (
        <nav aria-label="Breadcrumb" className="crumbs">
          {crumbs}
        </nav>
      )}
      <div className="title">
        <h1>{title}</h1>
        <div className="actions">{children}</div>
      </div>
    </div>
  );
}

/** The header of one of a project's views, with the tabs to the others. */
export function ProjectHead({ title, project }: { title: string; project: string }) {
  return (
    <>
      <Head
        title={title}
        project={project}
        crumbs={
          <>
            <Link to="/">Projects</Link>
            <Link to="/projects/$project" params={{ project }}>
              {project}
            </Link>
          </>
        }
      />
      <ProjectTabs project={project} />
    </>
  );
}

/** The views of a project. */
export function ProjectTabs({ project }: { project: string }) {
  const about = useQuery({ queryKey: ['project', project], queryFn: () => api.project(project) });
  const target = about.data?.targets[0] ?? 'typescript';
  const tabs = useRef<HTMLElement>(null);
  // On a narrow screen the tabs scroll.
  useEffect(() => {
    tabs.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    <nav aria-label="Project" className="tabs" ref={tabs}>
      <Link
        to="/projects/$project"
        params={{ project }}
        activeOptions={{ exact: true, includeSearch: false }}
      >
        Builds
      </Link>
      <Link to="/projects/$project/sdks/$target" params={{ project, target }}>
        SDKs
      </Link>
      <Link to="/projects/$project/conflicts" params={{ project }}>
        Conflicts
      </Link>
      <Link to="/projects/$project/adoptions/$target" params={{ project, target }}>
        Adoptions
      </Link>
      <Link to="/projects/$project/schedules" params={{ project }}>
        Schedules
      </Link>
      <Link to="/projects/$project/webhooks" params={{ project }}>
        Webhooks
      </Link>
    </nav>
  );
}

/** A view that cannot be shown, such as one whose script an update of Kiln has replaced. */
export function Broken({ error }: { error: unknown }) {
  return (
    <div className="pad">
      <Head title="This page could not be shown" />
      <ErrorNote error={error} />
      <button type="button" onClick={() => window.location.reload()}>
        Load it again
      </button>
    </div>
  );
}

export function NotFound() {
  return (
    <Empty title="Page not found">
      <Link to="/">All projects</Link>
    </Empty>
  );
}
