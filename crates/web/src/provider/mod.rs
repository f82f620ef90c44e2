//! The organisation's own provider of sign-in, by OpenID Connect: an authorization code with PKCE, a state
//! and a nonce, and a token whose signature, issuer, audience, time and nonce are verified. What it says of
//! somebody goes to `access`, which decides.

mod http;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use access::{Group, Vouched};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::url::Url;
use openidconnect::{
    AdditionalClaims, AuthType, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken, IdTokenClaims, IdTokenFields,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, StandardErrorResponse,
    StandardTokenResponse, TokenResponse,
};
use people::Now;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use http::{Caller, NotCalled, is_safe};

/// Where the provider sends somebody back to.
pub const BACK: &str = "/staff/sign-in/work/back";
/// How long what the provider says of itself is good for.
const KNOWN_FOR: Duration = Duration::from_secs(3_600);
/// How long nobody asks it again after it did not answer, or to see whether it has a new key.
const REST: Duration = Duration::from_secs(10);
/// How many may wait for it at once.
const WAITING_MAX: usize = 4;
/// By how much clocks may differ, in seconds.
const CLOCKS_DIFFER: i64 = 120;
/// The most groups of somebody that are read.
const GROUPS_MAX: usize = 5_000;
/// The most characters of a name, a group or a code.
const TEXT_LENGTH_MAX: usize = 2_000;

/// What is known of a provider before it is asked anything.
#[derive(Clone, Debug)]
pub struct SignInBy {
    /// Who it is: an address.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// What we show it.
    pub client_secret: Zeroizing<String>,
    /// Where it sends people back to: our own address, as browsers know it, and [`BACK`].
    pub redirect: String,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that has somebody's groups.
    pub groups_claim: String,
    /// The claim that has what they are called.
    pub name_claim: String,
    /// What the provider says in `acr` when it saw a second factor.
    pub second_factor_acr: Vec<String>,
    /// What it says in `amr` when it saw one.
    pub second_factor_amr: Vec<String>,
    /// Hosts that are the provider's too, beside the issuer's.
    pub hosts: Vec<String>,
    /// What its groups are here; the first that somebody is in decides.
    pub groups: Vec<Group>,
}

/// What is wrong with a description of a provider.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotAProvider(String);

/// Every claim beside the standard's own.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Claims(BTreeMap<String, serde_json::Value>);

impl AdditionalClaims for Claims {}

type Token =
    IdToken<Claims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Tokens = StandardTokenResponse<
    IdTokenFields<
        Claims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type Client = openidconnect::Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Signed by a key of the provider's own, and never by a secret we share with it.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why the provider let nobody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotVouched {
    /// It cannot be asked now.
    #[error("the provider of sign-in: {0}")]
    Away(String),
    /// What it said is not taken.
    #[error("the provider of sign-in: {0}")]
    Refused(&'static str),
}

impl From<NotCalled> for NotVouched {
    fn from(error: NotCalled) -> NotVouched {
        NotVouched::Away(error.to_string())
    }
}

/// Where somebody is sent, and what their browser keeps meanwhile.
pub(crate) struct Sent {
    pub(crate) url: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// What the provider says of itself, and since when it is known.
#[derive(Default)]
struct Known {
    metadata: Option<(Instant, Arc<ProviderMetadataWithLogout>)>,
    /// When it was last asked.
    asked: Option<Instant>,
}

/// The provider.
pub struct Provider {
    by: SignInBy,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    caller: Caller,
    known: Mutex<Known>,
    pub(crate) waiting: Semaphore,
}

impl Provider {
    /// A provider as it is described. Nobody is asked yet.
    ///
    /// # Errors
    /// What is wrong with the description, and what to do.
    pub fn new(by: SignInBy) -> Result<Provider, NotAProvider> {
        let address = |what: &str, text: &str| {
            let wrong = || {
                NotAProvider(format!(
                    "`{what}` is no address that is safe: write `https://...`, without a password \
                     and without `#`"
                ))
            };
            Url::parse(text).ok().filter(is_safe).ok_or_else(wrong)
        };
        let url = address("issuer", &by.issuer)?;
        let back = address("redirect", &by.redirect)?;
        if back.path() != BACK || back.query().is_some() {
            return Err(NotAProvider(format!(
                "`redirect` has to end in `{BACK}`: write the address of these pages, as browsers know it, \
                 and that after it"
            )));
        }
        if by.client_id.is_empty() || by.client_secret.trim().is_empty() {
            return Err(NotAProvider(
                "there is no client id, or its secret is empty: the provider gives you both"
                    .to_owned(),
            ));
        }
        if by.groups.is_empty() {
            return Err(NotAProvider(
                "it lets nobody in: add a `[[group]]` for each group that works here".to_owned(),
            ));
        }
        let no_issuer = |_| NotAProvider("`issuer` is no address".to_owned());
        let issuer = IssuerUrl::new(by.issuer.clone()).map_err(no_issuer)?;
        let redirect = RedirectUrl::from_url(back);
        let (caller, waiting) = (Caller::new(&url, &by.hosts), Semaphore::new(WAITING_MAX));
        Ok(Provider { by, issuer, redirect, caller, known: Mutex::default(), waiting })
    }

    /// What its groups are here.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.by.groups
    }

    /// Whether a callback that names its issuer names this one (RFC 9207).
    pub(crate) fn is(&self, issuer: &str) -> bool {
        issuer == self.issuer.as_str()
    }

    /// What it says of itself: from memory, or asked anew when that is old.
    fn metadata(&self, anew: bool) -> Result<Arc<ProviderMetadataWithLogout>, NotVouched> {
        // One asks, and whoever comes meanwhile waits for the answer.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let rests = known.asked.is_some_and(|at| at.elapsed() < REST);
        match &known.metadata {
            Some((since, metadata)) if rests || (!anew && since.elapsed() < KNOWN_FOR) => {
                return Ok(metadata.clone());
            }
            None if rests => {
                return Err(NotVouched::Away("it did not answer a moment ago".to_owned()));
            }
            _ => known.asked = Some(Instant::now()),
        }
        let call = |request| self.caller.call(request);
        let read = ProviderMetadataWithLogout::discover(&self.issuer, &call);
        // What a parser says may quote what came back.
        let read = read.map_err(|error| match error {
            openidconnect::DiscoveryError::Request(error) => NotVouched::from(error),
            openidconnect::DiscoveryError::Validation(_) => {
                NotVouched::Away("it calls itself something else than `issuer`".to_owned())
            }
            _ => NotVouched::Away("what it says of itself cannot be read".to_owned()),
        })?;
        self.caller.may(read.authorization_endpoint().url())?;
        let metadata = Arc::new(read);
        known.metadata = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    fn client(&self, metadata: &ProviderMetadataWithLogout) -> Client {
        let secret = ClientSecret::new(self.by.client_secret.trim().to_owned());
        let id = ClientId::new(self.by.client_id.clone());
        let client = Client::from_provider_metadata(metadata.clone(), id, Some(secret));
        // By the header, as the standard wants it, unless the provider takes it in the body alone.
        let ways = metadata.token_endpoint_auth_methods_supported();
        let takes = |way| ways.is_some_and(|ways| ways.contains(&way));
        let in_body = takes(CoreClientAuthMethod::ClientSecretPost)
            && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let way = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        client.set_redirect_uri(self.redirect.clone()).set_auth_type(way)
    }

    /// Where to send somebody.
    pub(crate) fn send(&self) -> Result<Sent, NotVouched> {
        let client = self.client(&*self.metadata(false)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut asked = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge);
        for scope in self.by.scopes.iter().filter(|scope| *scope != "openid") {
            asked = asked.add_scope(Scope::new(scope.clone()));
        }
        for acr in &self.by.second_factor_acr {
            asked = asked.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
        }
        let (url, state, nonce) = asked.url();
        Ok(Sent {
            url: url.into(),
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
        })
    }

    /// Takes the code somebody came back with to the provider, and verifies what it says of them.
    pub(crate) fn vouch(
        &self,
        code: String,
        nonce: String,
        verifier: String,
        now: Now,
    ) -> Result<Vouched, NotVouched> {
        if code.len() > TEXT_LENGTH_MAX {
            return Err(NotVouched::Refused("the code is too long"));
        }
        let client = self.client(&*self.metadata(false)?);
        let exchange = client.exchange_code(AuthorizationCode::new(code));
        let exchange = exchange.map_err(|_| NotVouched::Refused("it has no place for codes"))?;
        let call = |request| self.caller.call(request);
        let tokens = exchange.set_pkce_verifier(PkceCodeVerifier::new(verifier)).request(&call);
        let tokens = tokens.map_err(|error| match error {
            RequestTokenError::ServerResponse(_) => NotVouched::Refused("it refused the code"),
            RequestTokenError::Request(error) => error.into(),
            _ => NotVouched::Refused("what it answers to a code cannot be read"),
        })?;
        let token = tokens.id_token().ok_or(NotVouched::Refused("it gave no token of identity"))?;
        let nonce = Nonce::new(nonce);
        let verified = match verify(&client, token, &nonce, now) {
            // It has a new key since.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => verify(&self.client(&*self.metadata(true)?), token, &nonce, now),
            verified => verified,
        };
        self.read(&verified.map_err(|error| NotVouched::Refused(why(&error)))?)
    }

    fn read(&self, claims: &IdTokenClaims<Claims, CoreGenderClaim>) -> Result<Vouched, NotVouched> {
        let subject = claims.subject().as_str();
        if subject.is_empty() || subject.len() > TEXT_LENGTH_MAX {
            return Err(NotVouched::Refused("it does not say whom it means"));
        }
        let acr = claims.auth_context_ref().map(|acr| acr.as_str());
        let amr = claims.auth_method_refs().into_iter().flatten();
        let second_factor = acr
            .is_some_and(|acr| self.by.second_factor_acr.iter().any(|one| one == acr))
            || amr.into_iter().any(|amr| self.by.second_factor_amr.contains(&**amr));
        let name = match self.by.name_claim.as_str() {
            "preferred_username" => claims.preferred_username().map(|name| name.to_string()),
            "email" => claims.email().map(|email| email.to_string()),
            claim => texts(claims.additional_claims().0.get(claim)).into_iter().next(),
        };
        Ok(Vouched {
            issuer: self.issuer.as_str().to_owned(),
            subject: subject.to_owned(),
            name,
            groups: texts(claims.additional_claims().0.get(&self.by.groups_claim)),
            second_factor,
        })
    }

    /// Where somebody signs out of the provider too; none where it has no such place, or is not known now.
    pub(crate) fn sign_out_there(&self) -> Option<String> {
        let metadata = self.metadata(false).ok()?;
        let mut url = metadata.additional_metadata().end_session_endpoint.clone()?.url().clone();
        self.caller.may(&url).ok()?;
        url.query_pairs_mut().append_pair("client_id", &self.by.client_id);
        Some(url.into())
    }
}

/// A claim of one text, or of several.
fn texts(claim: Option<&serde_json::Value>) -> Vec<String> {
    let short = |text: &&str| text.len() <= TEXT_LENGTH_MAX;
    let one = claim.and_then(serde_json::Value::as_str).into_iter();
    let all = claim.and_then(serde_json::Value::as_array).into_iter().flatten();
    let all = all.filter_map(serde_json::Value::as_str);
    one.chain(all).filter(short).take(GROUPS_MAX).map(str::to_owned).collect()
}

fn verify(
    client: &Client,
    token: &Token,
    nonce: &Nonce,
    now: Now,
) -> Result<IdTokenClaims<Claims, CoreGenderClaim>, ClaimsVerificationError> {
    let seconds = now.micros().div_euclid(1_000_000);
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(SIGNED_BY)
        .set_time_fn(move || chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default())
        .set_issue_time_verifier_fn(move |issued| {
            if issued.timestamp() > seconds + CLOCKS_DIFFER {
                return Err("it was issued tomorrow".to_owned());
            }
            Ok(())
        });
    token.claims(&verifier, nonce).cloned()
}

/// What is wrong with a token, without a word of what is in it.
fn why(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "its token is over; look at the clocks of both",
        ClaimsVerificationError::InvalidAudience(_) => "its token is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "its token is another provider's",
        ClaimsVerificationError::InvalidNonce(_) => "its token is of another sign-in",
        ClaimsVerificationError::SignatureVerification(_) => "its token is not signed by it",
        _ => "its token is not in order",
    }
}
