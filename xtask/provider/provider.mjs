// A provider of sign-in (OpenID Connect) on loopback, for the tests: `oidc-provider`, which is certified, and
// as little around it as makes it one. It prints its issuer. Who is at the keyboard, and what groups they are
// in, is what a test says last at `/says`; nobody types a password here.
import http from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const redirects = [process.argv[2]];
// Two that share a key differ in who they are, and in nothing else.
const key = process.env.PROVIDER_KEY
  ? JSON.parse(process.env.PROVIDER_KEY)
  : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });

let says = { sub: 'nobody', claims: {}, acr: undefined, amr: undefined, answer: undefined };
const asked = { token: 0 };

const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const client = (client_id) => ({
  client_id,
  client_secret: 'a-secret-of-the-tests',
  redirect_uris: redirects,
  grant_types: ['authorization_code'],
  response_types: ['code'],
});

const provider = new Provider(issuer, {
  clients: [client('keyholder'), client('another')],
  jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256', kid: 'one' }] },
  cookies: { keys: [randomBytes(16).toString('hex')] },
  acrValues: ['urn:example:mfa', 'urn:example:password'],
  claims: {
    openid: ['sub', 'acr', 'amr'],
    profile: ['preferred_username'],
    groups: ['groups'],
  },
  // What is asked for by a scope stands in the token of identity.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  ttl: { IdToken: 600, AccessToken: 600, Grant: 600, Session: 600, Interaction: 600 },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...says.claims }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

// What is said to a code may be another token than its own: a real one, but not for whoever asks.
provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route === 'token' && ctx.body?.id_token) {
    asked.token += 1;
    if (says.answer) ctx.body = { ...ctx.body, id_token: says.answer };
  }
});

const oidc = provider.callback();
server.on('request', async (request, response) => {
  try {
    const { pathname } = new URL(request.url, issuer);
    if (pathname === '/says') {
      const parts = [];
      for await (const part of request) parts.push(part);
      says = JSON.parse(Buffer.concat(parts).toString());
      response.end(JSON.stringify(asked));
    } else if (pathname.startsWith('/interaction/')) {
      const { params, session } = await provider.interactionDetails(request, response);
      const grant = new provider.Grant({ accountId: session?.accountId ?? says.sub, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      await provider.interactionFinished(request, response, {
        login: { accountId: says.sub, acr: says.acr, amr: says.amr, remember: true },
        consent: { grantId: await grant.save() },
      });
    } else {
      await oidc(request, response);
    }
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
console.log(JSON.stringify({ issuer, key }));
