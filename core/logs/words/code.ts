import type { FailureWords } from '../failure-mode.ts';

/** Took too long; given something it does not take; and what the code itself does wrong. */
export const CODE_WORDS: readonly FailureWords[] = [
  [
    'slow',
    /Task timed out after|Sandbox\.Timedout|Runtime\.InvokeTimeout|Status: timeout|function timed out|invocation timed out/i,
  ],
  [
    'slow',
    /States\.(?:Heartbeat)?Timeout|States\.HeartbeatTimeout|TaskTimedOut|ExecutionTimedOut|CallbackTimeout|ModelTimeout/,
  ],
  [
    'slow',
    /statement timeout|Statement cancelled due to|QueryCanceled|ER_QUERY_TIMEOUT|Query read timeout|(?:SQLSTATE|[Cc]ode|state)\W{0,4}57014|MySQLTimeout|maximum statement execution time/i,
  ],
  [
    'slow',
    /Command timed out|Timeout performing|Timeout reading from|Execution Timeout Expired|command timeout|ORA-01013|MaxTimeMSExpired|operation exceeded time limit/i,
  ],
  [
    'slow',
    /Endpoint request timed out|Execution failed due to a timeout error|INTEGRATION_TIMEOUT|ExecutionTimeout\b|The PHP script timed out|Maximum execution time of/i,
  ],
  [
    'slow',
    /Lock wait timeout|lock timeout|(?:SQLSTATE|[Cc]ode|state)\W{0,4}55P03|code = DeadlineExceeded|DEADLINE_EXCEEDED|deadline has elapsed|Request time-?out has occurred/i,
  ],
  [
    'slow',
    /(?:status(?: ?code)?|code|HTTP(?:\/[\d.]{1,3})?|answered|returned|responded(?: with)?)\W{0,3}504\b|\b504 Gateway/i,
  ],

  [
    'rejected-input',
    /ValidationException|Parameter validation failed|ParamValidationError|Missing required parameter|InvalidRequestContent|InvalidParameter(?:Value|Type)?\b|InvalidInput/,
  ],
  [
    'rejected-input',
    /SerializationException|SerializationError|Runtime\.UnmarshalError|States\.(?:Runtime|ParameterPathFailure|QueryEvaluationError|NoChoiceMatched|ResultPathMatchFailure|IntrinsicFailure)/,
  ],
  [
    'rejected-input',
    /"?code"?: ?"invalid_type"|must have required property|is a required property|validation errors? for |\[type=\w{1,40}, input_value|ZodError|ValidationError\b|MarshmallowValidation/,
  ],
  [
    'rejected-input',
    /Unrecognized field|MismatchedInputException|InvalidFormatException|UnrecognizedPropertyException|JsonParseException|could not be converted to|JsonMappingException/,
  ],
  [
    'rejected-input',
    /cannot unmarshal|failed to deserialize|missing field `|unknown variant `|invalid type: |json: |JSONDecodeError|JSON::ParserError|JsonException|MalformedInput/i,
  ],
  [
    'rejected-input',
    /Unexpected token|Unexpected end of JSON|in JSON at position|not valid JSON|Unterminated string in JSON|JSON\.parse|unexpected character at line|XMLSyntaxError|invalid JSON|SAXParse/i,
  ],
  [
    'rejected-input',
    /duplicate key|Duplicate entry|ER_DUP_ENTRY|E11000|UniqueViolation|unique constraint|UNIQUE constraint failed|(?:SQLSTATE|[Cc]ode|state)\W{0,4}23505|ConditionalCheckFailed|SQLIntegrityConstraint/i,
  ],
  [
    'rejected-input',
    /foreign key constraint|violates (?:check|not-null|foreign key)|ER_NO_REFERENCED_ROW|CheckViolation|NotNullViolation|ConstraintViolation|(?:SQLSTATE|[Cc]ode|state)\W{0,4}2350[234]|(?:SQLSTATE|[Cc]ode|state)\W{0,4}22P02|DataIntegrityViolation/i,
  ],
  [
    'rejected-input',
    /invalid input syntax|DataError\b|mapper_parsing_exception|ER_BAD_NULL|cannot be null|Incorrect (?:\w{1,20} )?value|numeric field overflow|InvalidDatetimeFormat/i,
  ],
  [
    'rejected-input',
    /BadRequest(?:Exception|Error)?\b|BAD_REQUEST|UnprocessableEntity|INVALID_ARGUMENT|code = InvalidArgument|StripeInvalidRequestError|MalformedPolicy|INVALID_JSON/,
  ],
  [
    'rejected-input',
    /UnicodeDecodeError|invalid (?:byte sequence|UTF-8|utf8|start byte)|malformed (?:input|request|message|payload)|ArgumentException.{0,60}parse|bad (?:input|payload|record|message)\b/i,
  ],
  [
    'rejected-input',
    /(?:status(?: ?code)?|code|HTTP(?:\/[\d.]{1,3})?|answered|returned|responded(?: with)?)\W{0,3}(?:400|422)\b|TransactionCanceled|No such customer|Invalid(?:Message|Record|Payload|Event|Request)(?:Error|Exception)/i,
  ],

  [
    'own-error',
    /Cannot (?:read|set) propert(?:y|ies) of|is not a function|is not iterable|Cannot destructure|is not defined\b|Assignment to constant|is not a constructor/,
  ],
  [
    'own-error',
    /Maximum call stack|Converting circular structure|serialize a BigInt|before initialization|Invalid array length|Invalid time value|Cannot convert undefined or null/i,
  ],
  [
    'own-error',
    /'NoneType' object|not subscriptable|has no attribute '|KeyError\b|IndexError\b|AttributeError\b|TypeError\b|NameError\b|UnboundLocalError|ZeroDivisionError|RecursionError/,
  ],
  [
    'own-error',
    /unhashable type|is not JSON serializable|division by zero|maximum recursion depth|unexpected keyword argument|positional arguments?\b|AssertionError\b|assertion failed/i,
  ],
  [
    'own-error',
    /NullPointerException|because "[^"]{1,200}" is null|ClassCastException|cannot be cast to class|OutOfBoundsException|out of bounds for length|NumberFormatException|For input string: "/,
  ],
  [
    'own-error',
    /NoSuchElementException|No value present|IllegalStateException|ConcurrentModificationException|ArithmeticException|StackOverflow|UnsupportedOperationException|IllegalArgumentException|NegativeArraySize/,
  ],
  [
    'own-error',
    /NullReferenceException|Object reference not set|Sequence contains no elements|was not present in the dictionary|InvalidCastException|IndexOutOfRangeException|KeyNotFoundException|NotImplemented|DivideByZero|InvalidOperationException/,
  ],
  [
    'own-error',
    /nil pointer dereference|index out of range|entry in nil map|interface conversion:|slice bounds out of range|integer divide by zero|all goroutines are asleep|close of closed channel|concurrent map/,
  ],
  [
    'own-error',
    /undefined method `|undefined method '|undefined local variable|NoMethodError|wrong number of arguments|can't be coerced|FrozenError|nil can't be|ZeroDivision|on null\b|Undefined (?:array key|variable|index|property|offset)|Uncaught TypeError/,
  ],
  [
    'own-error',
    /Option::unwrap\(\)` on a `None|Result::unwrap\(\)` on an `Err|index out of bounds|attempt to (?:subtract|add|multiply|divide) |RefCell|already (?:mutably )?borrowed|entered unreachable code|not yet implemented/,
  ],
  [
    'own-error',
    /ReferenceError\b|RangeError\b|SyntaxError\b|Malformed Lambda proxy response|UnhandledPromiseRejection.{0,40}undefined|Cannot use a pool after calling end|The client is closed/,
  ],
];
