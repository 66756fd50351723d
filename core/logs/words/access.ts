import type { FailureWords } from '../failure-mode.ts';

/** Who may not, who is not known, and what is past its date. Dated words first: they are also words of access. */
export const ACCESS_WORDS: readonly FailureWords[] = [
  // Certificates, tokens and signatures past their date; clocks that differ.
  [
    'expired',
    /certificate has expired|certificate expired|validity check failed|CERT_HAS_EXPIRED|CertificateExpired/i,
  ],
  ['expired', /has expired or is not yet valid|certificate is not yet valid|NotTimeValid\b|\bNotAfter:/i],
  [
    'expired',
    /Signature has expired|jwt expired|JWT expired at|IDX10223|token (?:is|has) expired|token expired/i,
  ],
  ['expired', /ExpiredToken|TokenExpired|ExpiredSignature|ExpiredCode|RequestExpired|EXPIRED_TOKEN/],
  ['expired', /security token included in the request is expired|refreshed credentials are still expired/i],
  ['expired', /RequestTimeTooSkewed|RequestInTheFuture|Signature expired:|Signature not yet current/],
  ['expired', /\b(?:access|refresh|session|id) token\b.{0,40}\bexpired|credentials? (?:have|has) expired/i],
  [
    'expired',
    /(?:api ?key|licen[cs]e|subscription|password) (?:has |is )?expired|expired (?:api ?key|licen[cs]e)/i,
  ],

  // Not known who asks, or not believed.
  [
    'unauthenticated',
    /Could not load credentials|Missing credentials in config|Unable to locate credentials/i,
  ],
  [
    'unauthenticated',
    /Partial credentials found|Unable to load credentials|NoCredentialProviders|NoCredentialsError/i,
  ],
  [
    'unauthenticated',
    /CredentialsProviderError|failed to (?:refresh cached|retrieve) credentials|no EC2 IMDS role found/i,
  ],
  [
    'unauthenticated',
    /SignatureDoesNotMatch|InvalidSignatureException|UnrecognizedClientException|InvalidClientTokenId/,
  ],
  [
    'unauthenticated',
    /security token included in the request is invalid|InvalidIdentityToken|InvalidAccessKeyId/,
  ],
  [
    'unauthenticated',
    /invalid_grant|invalid_client|invalid_token|Missing Authentication Token|NotAuthorizedException/,
  ],
  [
    'unauthenticated',
    /jwt malformed|jwt audience invalid|invalid signature|Signature verification failed|IDX10\d{3}/i,
  ],
  [
    'unauthenticated',
    /password authentication failed|Access denied for user|no pg_hba\.conf entry|(?:SQLSTATE|[Cc]ode|state)\W{0,4}28P01|(?:SQLSTATE|[Cc]ode|state)\W{0,4}28000/,
  ],
  [
    'unauthenticated',
    /ER_ACCESS_DENIED_ERROR|Login failed for user|NOAUTH|WRONGPASS|AuthenticationFailed|Authentication failed/i,
  ],
  [
    'unauthenticated',
    /authentication (?:required|failure|error)|Exception authenticating|invalid (?:api[ _-]?key|credentials|username)/i,
  ],
  [
    'unauthenticated',
    /Username and Password not accepted|\b535[ -]5\.7\.\d|ORA-01017|\bbad credentials\b|invalid password/i,
  ],
  [
    'unauthenticated',
    /StripeAuthenticationError|StripeSignatureVerificationError|AuthenticationException\b|AuthenticationError\b/,
  ],
  [
    'unauthenticated',
    /status: Unauthenticated|\bUNAUTHENTICATED\b|code = Unauthenticated|UnauthorizedException\b/,
  ],
  [
    'unauthenticated',
    /(?:status(?: ?code)?|code|HTTP(?:\/[\d.]{1,3})?|returned|answered|responded(?: with)?)\W{0,3}(?:401|407)\b|\b401[ ,:']{1,3}(?:message=|Unauthori[sz]ed|Client Error)|Unauthorized for url/i,
  ],

  // Known, and not allowed.
  ['denied', /is not authorized to perform:? [a-z0-9-]{1,40}:[A-Za-z*]{1,60}/],
  [
    'denied',
    /AccessDenied(?:Exception)?|UnauthorizedOperation|KMSAccessDenied|KmsAccessDenied|AuthorizationError\b/,
  ],
  ['denied', /because no (?:identity|resource|session)-based policy|with an explicit deny in/],
  [
    'denied',
    /Invalid permissions on Lambda function|doesn't have permissions to call the integration|NO_PERMISSIONS|FAILED_TO_ASSUME_ROLE/,
  ],
  [
    'denied',
    /States\.Permissions|InsufficientRolePermissions|ACCESS_DENIED\b|S3\.AccessDenied|Lambda\.InvokeAccessDenied/,
  ],
  [
    'denied',
    /permission denied (?:for|to|on) |insufficient.privilege|(?:SQLSTATE|[Cc]ode|state)\W{0,4}42501|\bNOPERM\b|command denied to user/i,
  ],
  [
    'denied',
    /PERMISSION_DENIED|code = PermissionDenied|status: PermissionDenied|PermissionDenied(?:Error|Exception)?\b/,
  ],
  [
    'denied',
    /\bEACCES\b|\bEPERM\b|\[Errno 13\]|PermissionError\b|Permission denied \(os error 13\)|operation not permitted/i,
  ],
  [
    'denied',
    /not authorized on .{1,80} to execute command|security_exception|ORA-01031|Access Denied\b|not allowed to access/i,
  ],
  [
    'denied',
    /ForbiddenException\b|\b403[ ,:']{1,3}(?:message=|Forbidden|Client Error)|\(403\) when calling|Forbidden for url/i,
  ],
  [
    'denied',
    /(?:status(?: ?code)?|code|HTTP(?:\/[\d.]{1,3})?|returned|answered|responded(?: with)?)\W{0,3}403\b/i,
  ],
];
