import type { FailureWords } from '../failure-mode.ts';

/** What keeps code from starting, and settings that do not fit. */
export const START_WORDS: readonly FailureWords[] = [
  [
    'cannot-start',
    /Runtime\.ImportModuleError|Unable to import module|Cannot find module|Cannot find package|ERR_MODULE_NOT_FOUND|ModuleNotFoundError/i,
  ],
  [
    'cannot-start',
    /No module named '|cannot import name|ImportError\b|NoClassDefFoundError|ClassNotFoundException|cannot load such file|LoadError\b/,
  ],
  [
    'cannot-start',
    /ERR_REQUIRE_ESM|require\(\) of ES Module|ERR_PACKAGE_PATH_NOT_EXPORTED|does not provide an export named|Cannot use import statement/i,
  ],
  [
    'cannot-start',
    /cannot open shared object file|GLIBC(?:XX)?_[\d.]{1,8}' not found|invalid ELF header|undefined symbol:|DLL load failed|wrong ELF class/i,
  ],
  [
    'cannot-start',
    /NoSuchMethodError|UnsatisfiedLinkError|UnsupportedClassVersionError|ExceptionInInitializerError|Could not load file or assembly|TypeInitializationException/,
  ],
  [
    'cannot-start',
    /DllNotFoundException|Unable to load shared library|FileLoadException|BadImageFormat|Class not found: |Could not find the specified handler assembly/,
  ],
  [
    'cannot-start',
    /Runtime\.(?:HandlerNotFound|MalformedHandlerName|UserCodeSyntaxError|InvalidEntrypoint|InvalidWorkingDir|InitError|NoSuchHandler|BuiltInModuleConflict)/,
  ],
  [
    'cannot-start',
    /is undefined or not exported|Handler '\S{1,120}' missing on module|Bad handler|No public method named|Unable to load type '|Handler `\S{1,120}` doesn't exist/,
  ],
  [
    'cannot-start',
    /Syntax error in module|exec format error|cannot execute binary file|fork\/exec |Couldn't find valid bootstrap|couldn't find (?:a )?valid bootstrap/i,
  ],
  [
    'cannot-start',
    /APPLICATION FAILED TO START|BeanCreationException|UnsatisfiedDependencyException|Error creating bean|Failed to load ApplicationContext/,
  ],
  [
    'cannot-start',
    /Extension\.(?:Crash|InitError|ExitError|LaunchError)|TooManyExtensions|PHP-FPM failed to start|The function failed to start|Init error when loading handler/,
  ],
  [
    'cannot-start',
    /SnapStart(?:NotReady|Timeout)|ENINotReady|ENILimitReached|SubnetIPAddressLimitReached|SubnetOutOfIPAddresses|EniLimitExceeded|InvalidSubnet|InvalidSecurityGroup/,
  ],
  [
    'cannot-start',
    /CannotPull|CannotStartContainer|ResourceInitializationError|TaskFailedToStart|ImageDeleted|ImageAccessDenied|InvalidImage|CodeArtifactUserFailed|DockerTimeoutError/,
  ],
  [
    'cannot-start',
    /ResourceNotReadyException|CreateContainer(?:Config)?Error|ImagePullBackOff|ErrImagePull|manifest unknown|unable to place a task|AfterRestoreError|BeforeCheckpointError/,
  ],
  [
    'cannot-start',
    /Lambda was unable to decrypt the environment variables|InvalidRuntime\b|InvalidZipFile|Phase: init\b.{0,40}Status: (?:error|timeout)/,
  ],

  [
    'bad-setting',
    /\b(?:environment variable|env var)\b.{0,60}\b(?:not set|missing|required|undefined|unset|not found|is empty)|process\.env\.[A-Z_]{2,60} is/i,
  ],
  [
    'bad-setting',
    /\b[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,6}\b["'`]? (?:is |was |must be |has to be |needs to be )?(?:not set|not defined|undefined|missing|required|set|unset|empty|a (?:whole )?number|an integer|invalid)\b/,
  ],
  [
    'bad-setting',
    /[Mm]issing (?:required )?(?:environment variables?|settings?|config(?:uration)?|env)\b|missing[: ]{1,2}[A-Z][A-Z0-9]{1,40}_[A-Z0-9_]{1,60}\b/,
  ],
  [
    'bad-setting',
    /must be set: NotPresent|environment variable not found|Could not resolve placeholder|key not found: "[A-Z_]{2,60}"|KeyError: '?"?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/,
  ],
  [
    'bad-setting',
    /https?:\/\/undefined\b|client password must be a string|No suitable driver found|Public Key Retrieval is not allowed|invalid (?:dsn|connection string)/i,
  ],
  [
    'bad-setting',
    /Region is missing|Missing region in config|MissingRegion|must specify a region|Unable to load region|No RegionEndpoint or ServiceURL|NoRegionError/i,
  ],
  [
    'bad-setting',
    /validation errors? for \w{0,40}(?:Settings|Config)|ConfigurationException|ConfigurationError|InvalidConfig|ConfigError\b|ImproperlyConfigured|OptionsValidation/,
  ],
  [
    'bad-setting',
    /configuration error|ECONNREFUSED (?:127\.0\.0\.1|::1)|connect(?:ion)? .{0,30}localhost|Invalid URL\b|ERR_INVALID_URL|unsupported protocol scheme|no such host is configured/i,
  ],
  [
    'bad-setting',
    /KMSInvalidState|DisabledException|KMSDisabled|is pending deletion|key is disabled|KeyUnavailable|KMSNotFound|InvalidStateKMSKey|DisabledKMSKey/,
  ],
  [
    'bad-setting',
    /ResourceNotFoundException|NoSuchBucket|QueueDoesNotExist|NonExistentQueue|TableNotFound|StateMachineDoesNotExist|ParameterNotFound|SecretNotFound/,
  ],
  [
    'bad-setting',
    /Requested resource not found|specified (?:bucket|queue|topic|key|log group|table|stream) does not exist|index_not_found|NO_RESOURCE\b|StreamNotFound|TopicNotFound/,
  ],
  [
    'bad-setting',
    /relation "\S{1,100}" does not exist|database "\S{1,100}" does not exist|column "?\S{1,100}"? does not exist|(?:SQLSTATE|[Cc]ode|state)\W{0,4}42P01|(?:SQLSTATE|[Cc]ode|state)\W{0,4}42703|\b3D000\b|Unknown (?:database|column)|ER_NO_SUCH_TABLE|ER_BAD_(?:DB|FIELD)|no such table/i,
  ],
  [
    'bad-setting',
    /UNKNOWN_TOPIC|unknown topic or partition|NotFoundException\b.{0,40}(?:user pool|function|api)|Function not found:|User pool \S{1,60} does not exist/i,
  ],
];
