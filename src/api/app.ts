import swagger from '@fastify/swagger';
import reference from '@scalar/fastify-api-reference';
import Fastify, { type FastifyInstance, LogController, type RouteOptions } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import qs from 'qs';
import { z } from 'zod';
import { issueMessage } from '../contract/issues.ts';
import { VERSION } from '../runtime/version.ts';
import type { ApiDeps } from './deps.ts';
import { IdTokens } from './id-tokens/id-tokens.ts';
import { completeDocument, TAGS } from './openapi-document.ts';
import { INTRODUCTION } from './pages/introduction.ts';
import { registerHosts } from './plugins/allowed-hosts.ts';
import { registerAuth } from './plugins/auth.ts';
import { registerText } from './plugins/check-text.ts';
import { answerClientError, answerFrameworkError, registerErrors } from './plugins/errors.ts';
import { registerHeaders } from './plugins/headers.ts';
import { registerJsonBodies } from './plugins/json-bodies.ts';
import { createLimits } from './plugins/limits.ts';
import { registerTimeouts } from './plugins/timeouts.ts';
import { registerUnhandled } from './plugins/unhandled.ts';
import { activateRoutes } from './routes/activate.ts';
import { adoptionRoutes } from './routes/adoptions.ts';
import { branchRoutes } from './routes/branches.ts';
import { buildRoutes } from './routes/builds.ts';
import { controlRoutes } from './routes/cancel-and-retry.ts';
import { commitMessageRoutes } from './routes/commit-messages.ts';
import { compareRoutes } from './routes/compare.ts';
import { configRoutes } from './routes/configs.ts';
import { conflictRoutes } from './routes/conflicts.ts';
import { deviceLoginRoutes } from './routes/device-login.ts';
import { eventRoutes } from './routes/events.ts';
import { gitRoutes } from './routes/git.ts';
import { gitCredentialRoutes } from './routes/git-credentials.ts';
import { healthRoutes } from './routes/health.ts';
import { lintRoutes } from './routes/lint.ts';
import { orgRoutes } from './routes/orgs.ts';
import { outputRoutes } from './routes/outputs.ts';
import { pageGuessRoutes } from './routes/page-guess.ts';
import { pageIgnoreRoutes } from './routes/page-ignore.ts';
import { pageReadRoutes } from './routes/page-reads.ts';
import { pageSettingsRoutes } from './routes/page-settings.ts';
import { projectRoutes } from './routes/projects.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { schemaRoutes } from './routes/schemas.ts';
import { sdkFileRoutes } from './routes/sdk-files.ts';
import { sdkVersionRoutes } from './routes/sdk-versions.ts';
import { sessionRoutes } from './routes/session.ts';
import { linkRoutes } from './routes/signed-links.ts';
import { trustedRepositoryRoutes } from './routes/trusted-repositories.ts';
import { userRoutes } from './routes/user.ts';
import { webRoutes } from './routes/web.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The API as a Fastify instance that does not listen yet. `onRoute` is called for every route. */
export async function createApp(
  deps: ApiDeps,
  onRoute: (route: RouteOptions) => void = () => {},
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: deps.config.logLevel, redact: ['req.headers.authorization'] },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: deps.config.bodyLimitBytes,
    // See plugins/timeouts.ts: a large push may take longer than any other request.
    requestTimeout: 0,
    // A peer that neither sends nor receives for this long has its connection closed.
    connectionTimeout: deps.config.requestTimeoutMs,
    http: {
      headersTimeout: Math.min(deps.config.requestTimeoutMs, 60_000),
      connectionsCheckingInterval: Math.min(deps.config.requestTimeoutMs, 5_000),
    },
    trustProxy: [...deps.config.trustedProxies],
    forceCloseConnections: true,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
    routerOptions: {
      maxParamLength: 400,
      // Filters are nested, with dots inside keys: `revision[openapi.yml][hash]=…`.
      querystringParser: (text) => ({
        ...qs.parse(text, { depth: 3, parameterLimit: 100, allowPrototypes: false }),
      }),
    },
  });
  app.addHook('onRoute', onRoute);
  // The validator compiler takes no error messages per parse, so they are set globally.
  z.config({ customError: issueMessage });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrors(app);
  registerUnhandled(app);
  registerTimeouts(app, deps.config.requestTimeoutMs);
  registerHosts(app, deps.config.host, deps.links.base);
  registerText(app);
  // Only the types that routes declare: JSON, and bodies that they parse themselves.
  app.removeContentTypeParser('text/plain');
  registerJsonBodies(app);
  await registerHeaders(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Kiln', version: VERSION, description: INTRODUCTION },
      servers: [{ url: deps.links.base }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
      tags: TAGS,
    },
    transform: jsonSchemaTransform,
    transformObject: completeDocument,
  });
  await app.register(reference, {
    routePrefix: '/reference',
    // Nothing is loaded from other servers or sent there.
    configuration: {
      title: 'Kiln API',
      url: '/openapi.json',
      withDefaultFonts: false,
      telemetry: false,
      showDeveloperTools: 'never',
      hideClientButton: true,
      orderSchemaPropertiesBy: 'preserve',
      defaultOpenAllTags: false,
    },
  });
  const limits = await createLimits(app, deps.config);
  const idTokens = new IdTokens({ db: deps.db, config: deps.config, base: deps.links.base });
  await app.register(async (routes) => {
    registerAuth(routes, { ...deps, limits, idTokens });
    healthRoutes(routes, deps);
    buildRoutes(routes, deps);
    compareRoutes(routes, deps);
    conflictRoutes(routes, deps);
    controlRoutes(routes, deps);
    eventRoutes(routes, deps);
    projectRoutes(routes, deps);
    branchRoutes(routes, deps);
    configRoutes(routes, deps);
    adoptionRoutes(routes, deps);
    scheduleRoutes(routes, deps);
    webhookRoutes(routes, deps);
    webhookDeliveryRoutes(routes, deps);
    commitMessageRoutes(routes, deps);
    lintRoutes(routes, deps);
    schemaRoutes(routes);
    userRoutes(routes, deps);
    orgRoutes(routes, deps);
    outputRoutes(routes, deps);
    linkRoutes(routes, deps);
    gitCredentialRoutes(routes, deps);
    trustedRepositoryRoutes(routes, deps);
    deviceLoginRoutes(routes, deps);
    activateRoutes(routes, { ...deps, limits });
    pageReadRoutes(routes, deps);
    pageSettingsRoutes(routes, deps);
    pageGuessRoutes(routes, deps);
    pageIgnoreRoutes(routes, deps);
    sdkFileRoutes(routes, deps);
    sdkVersionRoutes(routes, deps);
    sessionRoutes(routes, { ...deps, limits });
    webRoutes(routes);
    gitRoutes(routes, { ...deps, limits });
  });
  return app;
}
