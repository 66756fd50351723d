import type { FailureWords } from '../failure-mode.ts';

/** What was called over the network: no answer, none who answers, or an answer that helps nobody. */
export const NETWORK_WORDS: readonly FailureWords[] = [
  // TLS that fails, but not for a date: what the two sides are set to do does not fit.
  [
    'bad-setting',
    /SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|self[- ]signed certificate/i,
  ],
  [
    'bad-setting',
    /ERR_TLS_CERT_ALTNAME_INVALID|signed by unknown authority|certificate is valid for .{1,200}, not |doesn't match any of the subject alternative/i,
  ],
  [
    'bad-setting',
    /PKIX path building failed|UntrustedRoot|unable to get local issuer certificate|Hostname mismatch|wrong version number/i,
  ],
  [
    'bad-setting',
    /CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLCertVerificationError|InvalidCertificate|RemoteCertificateNameMismatch/,
  ],
  [
    'bad-setting',
    /SSLHandshakeException|SSL_connect returned|HANDSHAKE_SSL_ERROR|handshake failure|cURL error (?:35|60)\b/i,
  ],

  // The name leads nowhere.
  [
    'unreachable',
    /\bENOTFOUND\b|EAI_AGAIN|getaddrinfo|UnknownHostException|UnresolvedAddressException|no such host/i,
  ],
  [
    'unreachable',
    /Failed to resolve '|Could not resolve host|could not translate host name|NameResolutionError|ClientConnectorDNSError/i,
  ],
  [
    'unreachable',
    /Name or service not known|Temporary failure in name resolution|nodename nor servname|No such host is known|dns error/i,
  ],
  ['unreachable', /server misbehaving|OriginDnsError|cURL error 6\b|Resolving timed out/i],

  // No answer in time.
  [
    'unreachable',
    /ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED|EHOSTUNREACH|ENETUNREACH|No route to host|Network is unreachable|NoRouteToHost/i,
  ],
  [
    'unreachable',
    /UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|Connect Timeout Error|Headers Timeout Error|aborted due to timeout/i,
  ],
  [
    'unreachable',
    /timeout of \d{1,9} ?ms exceeded|Timeout awaiting '|request socket timed out|did not establish a connection/i,
  ],
  [
    'unreachable',
    /Read timed out|Read timeout on endpoint|Connect timeout on endpoint|ConnectTimeout|ReadTimeout|WriteTimeout\b/i,
  ],
  [
    'unreachable',
    /connect(?:ion)? (?:attempt )?timed out|connection timeout expired|terminated due to connection timeout|timed out connecting/i,
  ],
  [
    'unreachable',
    /SocketTimeoutException|HttpTimeoutException|HttpConnectTimeoutException|request timed out$|ServerTimeoutError|Timeout on reading data/i,
  ],
  [
    'unreachable',
    /Client\.Timeout exceeded|context deadline exceeded|i\/o timeout|TLS handshake timeout|net\/http: timeout/i,
  ],
  [
    'unreachable',
    /HttpClient\.Timeout of|Net::(?:Open|Read)Timeout|execution expired|cURL error 28|operation timed out/i,
  ],
  [
    'unreachable',
    /Could not connect to the endpoint URL|EndpointConnectionError|The connection attempt failed|Cannot connect to host/i,
  ],
  [
    'unreachable',
    /Can't connect to (?:My|Maria)?\w{0,12} ?server|Unable to connect to \[|failed to dial after|Communications link failure/i,
  ],
  [
    'unreachable',
    /Server selection timed out|ServerSelectionTimeout|MongoTimeoutException|NoHostAvailable|NoBrokersAvailable|broker transport failure/i,
  ],
  [
    'unreachable',
    /Socket timeout|Socket 'connect' timed out|Timeout connecting to|Connection timed out|PROTOCOL_SEQUENCE_TIMEOUT|i\/o error: timed out/i,
  ],
  [
    'unreachable',
    /INTEGRATION_NETWORK_FAILURE|CONNECTION_FAILURE|OriginConnectError|EFSMountConnectivity|EFSMountTimeout|total=0, active=0/i,
  ],
  [
    'unreachable',
    /code = Unavailable|\bUNAVAILABLE: |status: Unavailable|IDPCommunicationError|StripeConnectionError|(?:did|does|do) not (?:answer|respond)/i,
  ],
  [
    'unreachable',
    /(?:request|call|GET|POST|PUT|fetch)\b.{0,200}\b(?:timed out|time-?out)\b|\btimed out after \d|time-?out waiting for (?:a )?(?:response|reply|answer)/i,
  ],
  [
    'unreachable',
    /no (?:response|answer|reply) (?:from|within|after|received)|timeout (?:while )?(?:calling|connecting|reading|contacting)/i,
  ],

  // Somebody answers, and refuses.
  [
    'refused',
    /ECONNREFUSED|connection refused|ConnectException|NewConnectionError|Failed to establish a new connection|tcp connect error/i,
  ],
  [
    'refused',
    /ConnectionRefused|actively refused|Failed to connect to |Failed to open TCP connection|Connection to \S{1,253} refused|cURL error 7\b/i,
  ],
  [
    'refused',
    /ECONNRESET|EPIPE\b|socket hang up|Connection reset|broken pipe|connection aborted|other side closed|UND_ERR_SOCKET/i,
  ],
  [
    'refused',
    /RemoteProtocolError|RemoteDisconnected|ServerDisconnected|ConnectionResetError|BrokenPipeError|unexpected end of stream|failed to respond/i,
  ],
  [
    'refused',
    /Connection was closed before we received|server closed (?:the|idle) connection|connection closed before message|stream was reset|: EOF$/im,
  ],
  [
    'refused',
    /Connection terminated unexpectedly|PROTOCOL_CONNECTION_LOST|ClosedChannelException|This connection has been closed|No operations allowed after connection closed/i,
  ],
  [
    'refused',
    /Lost connection to \w{1,12} server|server has gone away|cURL error (?:52|56)\b|Connection is closed|Socket closed unexpectedly|MongoPoolCleared/i,
  ],
  [
    'refused',
    /terminating connection due to administrator command|the database system is (?:starting up|shutting down)|(?:SQLSTATE|code|state)\W{0,4}57P0[123]/i,
  ],
  [
    'refused',
    /READONLY You can't write|read-only (?:replica|transaction|mode)|--read-only option|(?:SQLSTATE|[Cc]ode|state)\W{0,4}25006|CLUSTERDOWN|MASTERDOWN|LOADING (?:Redis|the dataset)/i,
  ],
  [
    'refused',
    /cluster_block_exception|NotWritablePrimary|not (?:master|primary)\b|NoLivingConnectionsError|No Living connections/i,
  ],
  [
    'refused',
    /Network Error$|\bNetwork Error\b(?=.*axios)|StripeRateLimitError|StripeAPIError|OriginReadError|OriginWriteError/i,
  ],
  // An answer with a status that says no. 413 and 431 are of size, 408 and 504 of time: their rows come before.
  [
    'refused',
    /Request failed with status code \d{3}|Response code \d{3}|ERR_BAD_RE(?:QUEST|SPONSE)|does not indicate success: \d{3}/i,
  ],
  [
    'refused',
    /\b\d{3} (?:Client|Server) Error: |Server error '\d{3}|Client error '\d{3}|HTTP status (?:server|client) error \(\d{3}/i,
  ],
  [
    'refused',
    /\b(?:4\d\d|5\d\d), message='|resulted in a `?\d{3}|the server responded with status \d{3}|\[\d{3} [\w ]{1,40}\] during \[/i,
  ],
  [
    'refused',
    /\b(?:429 Too Many Requests|50[0234] (?:Bad Gateway|Service Unavailable|Gateway Time-?out|Internal Server Error))/i,
  ],
  [
    'refused',
    /(?:status(?: ?code)?|code|HTTP(?:\/[\d.]{1,3})?|answered|returned|responded(?: with)?|replied|got)["']?\W{0,3}(?:429|50[0-4])\b/i,
  ],
  [
    'refused',
    /service (?:is )?(?:temporarily )?unavailable|ServiceUnavailable(?:Exception|Error)?\b|upstream (?:connect error|request timeout)|no healthy upstream/i,
  ],
  [
    'refused',
    /Unexpected token '?<|Expecting value: line 1 column 1|invalid character '<' looking for|expected value at line 1 column 1/i,
  ],
  [
    'refused',
    /Lambda (?:invocation|execution) failed with status|error returned from (?:upstream|backend)|Endpoint request failed/i,
  ],
];
