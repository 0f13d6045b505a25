import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ApiError, api, type BuildFilters } from './api.ts';
import { Broken, NotFound, Shell } from './shell.tsx';
import { BuildView } from './views/build.tsx';
import { BuildsView } from './views/builds.tsx';
import { ProjectsView } from './views/projects.tsx';
import { SignInView } from './views/sign-in.tsx';

interface Context {
  readonly queries: QueryClient;
}

type Search = Record<string, unknown>;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const root = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search): { ticket?: string; to?: string } => ({
    ticket: text(search.ticket),
    to: text(search.to),
  }),
  component: SignInView,
});

/** All views that need a session. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData({
        queryKey: ['session'],
        queryFn: api.session,
        staleTime: 60_000,
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      throw redirect({ to: '/sign-in', search: { to: location.href } });
    }
  },
});
const of = () => signedIn;

const projects = createRoute({ getParentRoute: of, path: '/', component: ProjectsView });
const builds = createRoute({
  getParentRoute: of,
  path: '/projects/$project',
  validateSearch: ({ branch, target, trigger, state }: Search): BuildFilters => ({
    branch: text(branch),
    target: text(target),
    trigger: text(trigger),
    state: text(state),
  }),
  component: BuildsView,
});
const build = createRoute({
  getParentRoute: of,
  path: '/builds/$id',
  validateSearch: ({ target }: Search): { target?: string } => ({ target: text(target) }),
  component: BuildView,
});
const diff = createRoute({
  getParentRoute: of,
  path: '/builds/$id/$target/diff',
  validateSearch: ({ base }: Search): { base?: string } => ({ base: text(base) }),
  component: lazyRouteComponent(() => import('./views/diff.tsx'), 'DiffView'),
});
const log = createRoute({
  getParentRoute: of,
  path: '/builds/$id/$target/$step',
  validateSearch: ({ attempt }: Search): { attempt?: number } => ({
    attempt: Number.isSafeInteger(attempt) ? Number(attempt) : undefined,
  }),
  component: lazyRouteComponent(() => import('./views/log.tsx'), 'LogView'),
});
const diagnostics = createRoute({
  getParentRoute: of,
  path: '/builds/$id/diagnostics',
  component: lazyRouteComponent(() => import('./views/diagnostics.tsx'), 'DiagnosticsView'),
});
const provenance = createRoute({
  getParentRoute: of,
  path: '/builds/$id/provenance',
  component: lazyRouteComponent(() => import('./views/provenance.tsx'), 'ProvenanceView'),
});
const changes = createRoute({
  getParentRoute: of,
  path: '/builds/$id/changes',
  validateSearch: ({ base }: Search): { base?: string } => ({ base: text(base) }),
  component: lazyRouteComponent(() => import('./views/changes.tsx'), 'ChangesView'),
});
const sdk = createRoute({
  getParentRoute: of,
  path: '/projects/$project/sdks/$target',
  validateSearch: ({ ref, path }: Search): { ref?: string; path?: string } => ({
    ref: text(ref),
    path: text(path),
  }),
  component: lazyRouteComponent(() => import('./views/sdk.tsx'), 'SdkView'),
});
const conflicts = createRoute({
  getParentRoute: of,
  path: '/projects/$project/conflicts',
  component: lazyRouteComponent(() => import('./views/conflicts.tsx'), 'ConflictsView'),
});
const conflict = createRoute({
  getParentRoute: of,
  path: '/projects/$project/conflicts/$target/$number',
  component: lazyRouteComponent(() => import('./views/conflict.tsx'), 'ConflictView'),
});
const adoptions = createRoute({
  getParentRoute: of,
  path: '/projects/$project/adoptions/$target',
  component: lazyRouteComponent(() => import('./views/adoptions.tsx'), 'AdoptionsView'),
});
const adoption = createRoute({
  getParentRoute: of,
  path: '/projects/$project/adoptions/$target/$id',
  component: lazyRouteComponent(() => import('./views/adoption.tsx'), 'AdoptionView'),
});
const schedules = createRoute({
  getParentRoute: of,
  path: '/projects/$project/schedules',
  component: lazyRouteComponent(() => import('./views/schedules.tsx'), 'SchedulesView'),
});
const webhooks = createRoute({
  getParentRoute: of,
  path: '/projects/$project/webhooks',
  component: lazyRouteComponent(() => import('./views/webhooks.tsx'), 'WebhooksView'),
});
const deliveries = createRoute({
  getParentRoute: of,
  path: '/projects/$project/webhooks/$webhook',
  validateSearch: ({ delivery }: Search): { delivery?: string } => ({ delivery: text(delivery) }),
  component: lazyRouteComponent(() => import('./views/deliveries.tsx'), 'DeliveriesView'),
});
const newProject = createRoute({
  getParentRoute: of,
  path: '/new',
  component: lazyRouteComponent(() => import('./views/new-project.tsx'), 'NewProjectView'),
});
const settings = createRoute({
  getParentRoute: of,
  path: '/settings',
  component: lazyRouteComponent(() => import('./views/settings.tsx'), 'SettingsView'),
});

const tree = root.addChildren([
  signIn,
  signedIn.addChildren([
    projects,
    builds,
    build,
    diff,
    log,
    diagnostics,
    provenance,
    changes,
    sdk,
    conflicts,
    conflict,
    adoptions,
    adoption,
    schedules,
    webhooks,
    deliveries,
    newProject,
    settings,
  ]),
]);

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: Broken,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
