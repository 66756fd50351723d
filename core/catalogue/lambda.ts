import { type Service, named } from './resource-type.ts';

export const FUNCTION = 'AWS::Lambda::Function';
export const EVENT_SOURCE_MAPPING = 'AWS::Lambda::EventSourceMapping';

export const lambda: Service = {
  eventSource: 'lambda.amazonaws.com',
  health: 'LAMBDA',
  clients: { calls: ['Invoke', 'InvokeAsync'] },
  types: [
    {
      type: FUNCTION,
      noun: 'function',
      arn: {
        service: 'lambda',
        prefix: 'function:',
        id: /[\w-]{1,140}/,
        behind: /:(?:\$LATEST|[\w-]{1,128})/,
      },
      namedBy: [
        named('AWS/Lambda', 'FunctionName'),
        {
          namespace: 'AWS/Lambda',
          // `function:alias` or `function:version`; neither has an identity of its own in these metrics.
          idIn: ({ Resource: resource }) => resource?.split(':')[0],
        },
        named('LambdaInsights', 'function_name'),
      ],
      metrics: [
        { id: 'errors', name: 'Errors', stat: 'Sum', role: 'faults', trouble: true, ranking: 'failing' },
        { id: 'invocations', name: 'Invocations', stat: 'Sum', role: 'load' },
        { id: 'throttles', name: 'Throttles', stat: 'Sum', role: 'throttles', trouble: true },
        { id: 'concurrency', name: 'ConcurrentExecutions', stat: 'Maximum', role: 'saturation' },
        // The maximum rises with traffic alone.
        { id: 'duration', name: 'Duration', stat: 'Average', role: 'time' },
        { id: 'iteratorAge', name: 'IteratorAge', stat: 'Maximum', role: 'backlog' },
      ],
      logGroup: (id) => `/aws/lambda/${id}`,
      runsCode: true,
      undo: "AWS keeps no previous settings of $LATEST, so what they were can't be read: look in the template, the pipeline or a backup.",
      inTrail: true,
    },
    {
      type: EVENT_SOURCE_MAPPING,
      noun: 'event source mapping',
      arn: { service: 'lambda', prefix: 'event-source-mapping:', id: /[\da-f-]{1,64}/ },
      namedBy: [named('AWS/Lambda', 'EventSourceMappingUUID')],
      inTrail: true,
    },
    { type: 'AWS::Lambda::Version', noun: 'version', partOf: FUNCTION },
    { type: 'AWS::Lambda::Alias', noun: 'alias', partOf: FUNCTION },
  ],
  changes: [
    { call: 'UpdateFunctionCode', kind: 'deployment' },
    { call: 'PublishVersion', kind: 'deployment' },
    { call: 'UpdateAlias', kind: 'deployment' },
    { call: 'CreateFunction', kind: 'deployment' },
    { call: 'CreateAlias', kind: 'deployment' },
    { call: 'DeleteAlias', kind: 'deployment' },
    { call: 'DeleteFunction', kind: 'configuration' },
    { call: 'UpdateFunctionConfiguration', kind: 'configuration' },
    { call: 'PutFunctionEventInvokeConfig', kind: 'configuration' },
    { call: 'UpdateFunctionEventInvokeConfig', kind: 'configuration' },
    { call: 'DeleteFunctionEventInvokeConfig', kind: 'configuration' },
    { call: 'PutRuntimeManagementConfig', kind: 'configuration' },
    { call: 'UpdateFunctionUrlConfig', kind: 'configuration' },
    { call: 'DeleteFunctionUrlConfig', kind: 'configuration' },
    { call: 'AddPermission', kind: 'permission' },
    { call: 'RemovePermission', kind: 'permission' },
    { call: 'PutFunctionConcurrency', kind: 'concurrency' },
    { call: 'DeleteFunctionConcurrency', kind: 'concurrency' },
    { call: 'PutProvisionedConcurrencyConfig', kind: 'concurrency' },
    { call: 'DeleteProvisionedConcurrencyConfig', kind: 'concurrency' },
    { call: 'CreateEventSourceMapping', kind: 'mapping' },
    { call: 'UpdateEventSourceMapping', kind: 'mapping' },
    { call: 'DeleteEventSourceMapping', kind: 'mapping' },
  ],
  throttled: {
    words: /TooManyRequestsException|ReservedFunctionConcurrentInvocationLimitExceeded/,
    meaning: 'that a function may not run more often at a time',
  },
  everyMinute: 'AWS/Lambda',
  rights: [
    {
      server: 'lambda',
      actions: [
        'lambda:GetFunctionConfiguration',
        'lambda:GetFunctionConcurrency',
        'lambda:ListVersionsByFunction',
        'lambda:ListAliases',
      ],
      on: { service: 'lambda', resources: ['function:*'] },
    },
    {
      server: 'lambda',
      actions: ['lambda:ListEventSourceMappings', 'lambda:ListFunctions', 'lambda:GetAccountSettings'],
      on: '*',
    },
  ],
};
