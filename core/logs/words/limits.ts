import type { FailureWords } from '../failure-mode.ts';

/** Asked for too much: of a rate, of what is at hand, of a size. */
export const LIMIT_WORDS: readonly FailureWords[] = [
  // Sizes first: many of them are limits that are "exceeded" too.
  [
    'too-large',
    /RequestEntityTooLarge|RequestTooLarge|PayloadTooLarge|EntityTooLarge|SerializedRequestEntityTooLarge|ResponseSizeTooLarge/i,
  ],
  [
    'too-large',
    /request entity too large|payload is too large|payload too large|exceeded maximum allowed payload size|response is too (?:big|large)/i,
  ],
  [
    'too-large',
    /too long to serialize|maxContentLength size of|maxBodyLength|BatchRequestTooLong|Batch requests cannot be longer|Message must be shorter/i,
  ],
  [
    'too-large',
    /Item size (?:has exceeded|to update)|ItemCollectionSizeLimitExceeded|States\.DataLimitExceeded|MessageTooLong|MSG_SIZE_TOO_LARGE/i,
  ],
  [
    'too-large',
    /ER_NET_PACKET_TOO_LARGE|[Pp]acket for query is too large|max_allowed_packet|ER_DATA_TOO_LONG|Data too long for column/,
  ],
  [
    'too-large',
    /value too long for type|(?:SQLSTATE|[Cc]ode|state)\W{0,4}22001|BSONObjectTooLarge|object to insert too large|Record too large|RecordTooLarge|Invalid string length|exceeds VM limit/i,
  ],
  [
    'too-large',
    /header (?:fields )?too large|HeaderTooBig|trying to send message larger than max|received message larger than max|InvalidParameterValue.{0,80}must be shorter/i,
  ],
  [
    'too-large',
    /message (?:length|size) (?:is )?(?:too large|exceeds)|(?:body|file|document|upload|image|input) (?:is |size )?(?:too large|too big|exceeds|exceeded)/i,
  ],
  [
    'too-large',
    /maximum context length|(?:exceeds?|over|above|larger than) the (?:maximum|limit|allowed size) (?:size |of )?\d{1,12} ?(?:bytes|[KMG]i?B)/i,
  ],
  [
    'too-large',
    /(?:status(?: ?code)?|code|HTTP(?:\/[\d.]{1,3})?|answered|returned|responded(?: with)?)\W{0,3}(?:413|431)\b|\b413 (?:Payload|Request|Content)/i,
  ],

  // Rates.
  [
    'throttled',
    /ProvisionedThroughputExceeded|level of configured provisioned throughput|ThrottlingException|ThrottledException|RequestThrottled/i,
  ],
  [
    'throttled',
    /\bThrottling\b|KMSThrottling|KmsThrottl|TooManyRequestsException|ConcurrentInvocationLimitExceeded|InvocationRateLimitExceeded/i,
  ],
  [
    'throttled',
    /RequestLimitExceeded|BandwidthLimitExceeded|PriorRequestNotComplete|\bSlowDown\b|reduce your request rate/i,
  ],
  [
    'throttled',
    /\bRate exceeded\b|Rate Exceeded|Maximum sending rate exceeded|exceeded the rate at which|Key throttle limit exceeded|Your request was throttled/i,
  ],
  [
    'throttled',
    /TooManyFailedAttempts|ModelNotReadyException|ProvisionedThroughput|InvokeLimitExceeded|ER_QUERY_RATE|rate token/i,
  ],
  [
    'throttled',
    /code = ResourceExhausted desc = .{0,60}rate|RESOURCE_EXHAUSTED: .{0,60}(?:rate|quota)|api error Throttl|failed to get rate limit token/i,
  ],

  // What is at hand is used up: memory, disk, connections, threads, quotas.
  [
    'exhausted',
    /signal: killed|Runtime\.OutOfMemory|heap out of memory|Reached heap limit|OutOfMemoryError|Java heap space|GC overhead limit/i,
  ],
  [
    'exhausted',
    /OutOfMemoryException|Insufficient memory|MemoryError\b|Allowed memory size of|runtime: out of memory|memory allocation of \d|NoMemoryError/i,
  ],
  [
    'exhausted',
    /\bout of memory\b|cannot allocate memory|OOM command not allowed|OOMKilled|(?:SQLSTATE|[Cc]ode|state)\W{0,4}53200|Metaspace|exit(?:ed)? (?:with )?(?:code|status):? ?137/i,
  ],
  [
    'exhausted',
    /\bENOSPC\b|No space left on device|\[Errno 28\]|disk (?:is )?full|DiskFull|could not extend file|(?:SQLSTATE|[Cc]ode|state)\W{0,4}53100|not enough space on the disk|os error 28/i,
  ],
  [
    'exhausted',
    /disk quota exceeded|EDQUOT|The table '\S{1,100}' is full|ORA-0165[0-9]|flood.stage.{0,20}watermark|StorageFull/i,
  ],
  [
    'exhausted',
    /\bEMFILE\b|too many open files|\[Errno 24\]|ENFILE\b|can't start new thread|unable to create (?:new )?native thread|EADDRNOTAVAIL|os error 24/i,
  ],
  [
    'exhausted',
    /Cannot assign requested address|RejectedExecutionException|ThreadError\b|can't create Thread|BlockingIOError|pthread_create failed/i,
  ],
  [
    'exhausted',
    /remaining connection slots|too many clients|Too many connections|ER_CON_COUNT|ER_TOO_MANY_USER_CONNECTIONS|max_user_connections|(?:SQLSTATE|[Cc]ode|state)\W{0,4}53300/i,
  ],
  [
    'exhausted',
    /max(?:imum)? number of clients reached|max client connections|connection limit (?:reached|exceeded)|too many connections for role/i,
  ],
  [
    'exhausted',
    /connection pool (?:has been |is )?(?:exhausted|timeout|timed out)|pool exhausted|QueuePool limit|PoolTimeout|pool timed out/i,
  ],
  [
    'exhausted',
    /timeout exceeded when trying to connect|couldn't get a connection after|could not obtain (?:a )?(?:database )?connection|ConnectionTimeoutError.{0,60}pool/i,
  ],
  [
    'exhausted',
    /Acquire operation took longer|Too many outstanding acquire|Timeout waiting for connection from pool|waiting for a connection from the pool/i,
  ],
  [
    'exhausted',
    /Connection is not available, request timed out|Apparent connection leak|Queue limit reached|No connections? available|POOL_ENQUEUELIMIT/i,
  ],
  [
    'exhausted',
    /Timed out while checking out a connection|Timed-out waiting to acquire database connection|obtaining a connection from the pool|Cannot get Jedis/i,
  ],
  [
    'exhausted',
    /MaxConnectionsExceeded|all pooled connections were in use|Could not get a resource from the pool|Request queue size exceeded/i,
  ],
  [
    'exhausted',
    /circuit_breaking_exception|es_rejected_execution|rejected_execution|code = ResourceExhausted|RESOURCE_EXHAUSTED/i,
  ],
  [
    'exhausted',
    /ServiceQuotaExceeded|QuotaExceeded|quota (?:has been )?exceeded|exceeded your (?:current )?quota|insufficient_quota|OverLimit\b|LimitExceededException/i,
  ],
  [
    'exhausted',
    /insufficient (?:capacity|resources)|InsufficientInstanceCapacity|no capacity|ORA-00020|sort buffer|temp_file_limit/i,
  ],
  [
    'throttled',
    /\bLimit Exceeded\b|too many requests|rate.?limit(?:ed|ing)? (?:exceeded|reached)|rate limit of/i,
  ],
];
