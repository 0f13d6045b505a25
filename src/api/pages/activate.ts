import { Html, html, page } from './page.ts';

/** Asks for the code and a key. `problem` says what was wrong with the previous input. */
export function askPage(code: string, problem: string | null): string {
  const described = problem === null ? new Html('') : new Html(' aria-describedby="problem"');
  return page(
    'Sign in a device',
    html`
<h1>Sign in a device</h1>
<p>A command line shows you a code. Enter it here to sign that command line in.</p>
${problem === null ? null : html`<p class="bad" role="alert" id="problem">${problem}</p>`}
<form method="post" action="/activate">
<label for="code">Code</label>
<input class="code" id="code" name="code" value="${code}" required maxlength="20" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX"${described}${code === '' ? new Html(' autofocus') : null}>
<label for="key">Your API key</label>
<input id="key" name="key" type="password" required maxlength="500" autocomplete="current-password"${code === '' ? null : new Html(' autofocus')}>
<div class="row"><button>Continue</button></div>
</form>`,
  );
}

export interface Question {
  readonly device: string;
  readonly code: string;
  readonly org: string;
  readonly person: string;
  readonly scopes: readonly string[];
  /** Hidden fields: a signed statement of what is being decided. */
  readonly ticket: Readonly<Record<string, string>>;
}

/** Asks for the decision, and explains its consequences. */
export function decidePage({ device, code, org, person, scopes, ticket }: Question): string {
  const hidden = Object.entries(ticket).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`.text,
  );
  return page(
    'Allow this device?',
    html`
<h1>Allow this device?</h1>
<p>It will get its own API key, with the permissions of yours.</p>
<dl>
<dt>Device</dt><dd>${device}</dd>
<dt>Code</dt><dd><strong>${code}</strong></dd>
<dt>Organisation</dt><dd>${org}</dd>
<dt>As</dt><dd>${person}</dd>
<dt>Allowed to</dt><dd>${scopes.join(', ')}</dd>
</dl>
<p class="soft">Allow it only if you began this login yourself, and the device shows this very code.</p>
<form method="post" action="/activate/decision">
${new Html(hidden.join('\n'))}
<div class="row">
<button name="decision" value="allow">Allow</button>
<button class="second" name="decision" value="deny">Deny</button>
</div>
</form>`,
  );
}

/** Shows the result. */
export function donePage(allowed: boolean): string {
  return allowed
    ? page(
        'Device signed in',
        html`<h1 class="good">The device is signed in</h1><p>You can close this page and return to the device.</p>`,
      )
    : page('Login denied', html`<h1>The login was denied</h1><p>The device did not get a key.</p>`);
}
