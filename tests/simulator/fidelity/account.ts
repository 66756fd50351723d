import { type Built, build, madeUp } from '../worlds.ts';

/** An account that has one of everything that AWS answers in a way of its own. */
const EVERYTHING = `
functions:
  orders:
    stack: shop
    alias: live
    version: 7
    perMinute: 30
    logFormat: JSON
    reservedConcurrency: 50
    layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:tracing:3']
    environment: { TABLE: stock, MODE: fast }
    uses: [{ table: stock }]
    errors: [{ share: 0.3, type: OutOfStockError, message: 'no article {n} <left> & right' }]
  bare: {}
  job-worker: { stack: shop, durationMs: 80 }
  click-reader: { stack: shop }
tables:
  stock: { stack: shop }
queues:
  jobs: { stack: shop, consumer: job-worker, perMinute: 12 }
streams:
  clicks: { stack: shop, consumer: click-reader, perMinute: 30, shards: 1 }
timeline:
  - at: 50m
    configure: { function: orders, by: Developer/ana, via: cli, environment: { MODE: slow } }
  - at: 60m
    deploy: { function: orders, by: Deploy/pipeline, description: build 8 }
series:
  - { namespace: Shop, name: Depth, value: 40, samples: 5 }
  - { namespace: Shop, name: Rare, total: 0.2, sparse: true }
  - { namespace: Shop, name: Late, value: 1, from: 80m }
  - { namespace: Shop, name: Gone, value: 1, until: -15d }
  - { namespace: Shop, name: Quiet, value: 1, until: -4h }
  - { namespace: Shop, name: Waiting, dimensions: { Shelf: a }, value: { base: 1, steps: [{ at: 70m, value: 90 }] } }
  - { namespace: Shop, name: Waiting, dimensions: { Shelf: b }, value: { base: 1, steps: [{ at: 72m, for: 8m, value: 90 }] } }
logGroups:
  /shop/web:
    lines:
      - { message: 'GET /cart {n} 200', perMinute: 20 }
      - { message: 'GET /cart {n} 500 failed', perMinute: 6 }
  /shop/archive: { class: INFREQUENT_ACCESS, lines: [{ message: 'archived {n} failed', perMinute: 10 }] }
  /shop/delivery: { class: DELIVERY }
metricFilters:
  - { name: failures, logGroup: /shop/web, pattern: failed, namespace: Shop, metric: Failures, defaultValue: 0 }
  - { name: carts, logGroup: /shop/web, pattern: cart, namespace: Shop, metric: Carts }
trail:
  - { at: 20m, name: PutRolePolicy, source: iam.amazonaws.com, by: { user: alice }, region: us-east-1, resources: [{ type: AWS::IAM::Role, name: orders-role }] }
  - { at: 30m, name: UpdateTable, source: dynamodb.amazonaws.com, by: { root: true }, error: { code: AccessDenied, message: no }, resources: [{ type: AWS::DynamoDB::Table, name: stock }] }
  - { at: 31m, name: DescribeTable, source: dynamodb.amazonaws.com, by: { service: autoscaling.amazonaws.com }, readOnly: true, resources: [{ type: AWS::DynamoDB::Table, name: stock }] }
  - { at: -89d, name: TagResource, source: dynamodb.amazonaws.com, by: Admin/bob, resources: [{ type: AWS::DynamoDB::Table, name: stock }] }
  - { at: -91d, name: CreateTable, source: dynamodb.amazonaws.com, by: Admin/bob, resources: [{ type: AWS::DynamoDB::Table, name: stock }] }
stacks:
  shop:
    description: The shop's <functions> & tables
    tags: { team: shop, stage: live }
    outputs: { TableName: stock }
    events:
      - { at: 65m, logicalId: Cache, type: 'AWS::ElastiCache::ReplicationGroup', status: CREATE_IN_PROGRESS }
      - { at: 66m, logicalId: Cache, type: 'AWS::ElastiCache::ReplicationGroup', status: CREATE_FAILED, reason: 'no capacity in <eu-west-1a> & b' }
      - { at: 68m, logicalId: Old, physicalId: old-1, type: 'AWS::SNS::Topic', status: DELETE_COMPLETE }
health:
  supportPlan: true
  events:
    - { service: LAMBDA, code: AWS_LAMBDA_OPERATIONAL_ISSUE, at: 10m, until: 30m }
    - { service: SQS, code: AWS_SQS_OPERATIONAL_ISSUE, at: 40m }
    - { service: IAM, code: AWS_IAM_OPERATIONAL_ISSUE, at: 45m, region: global }
    - { service: EC2, code: AWS_EC2_OPERATIONAL_ISSUE, at: 46m, region: us-west-2 }
`;

const ALARMS = `
alarms:
  - name: orders-errors
    description: Orders fail
    tags: { team: shop, tier: '1' }
    stack: shop
    metric: { namespace: AWS/Lambda, name: Errors, dimensions: { FunctionName: orders } }
    threshold: 5
    missingData: notBreaching
  - name: orders-p99
    created: -40d
    updated: -10d
    metric: { namespace: AWS/Lambda, name: Duration, dimensions: { FunctionName: orders }, stat: p99 }
    threshold: 100000
  - name: orders-share
    math:
      expression: 100 * errors / calls
      metrics:
        errors: { namespace: AWS/Lambda, name: Errors, dimensions: { FunctionName: orders } }
        calls: { namespace: AWS/Lambda, name: Invocations, dimensions: { FunctionName: orders } }
    threshold: 90
  - name: depth-band
    anomaly: { metric: { namespace: Shop, name: Depth, stat: Average }, expected: 40, width: 30 }
  - name: shop-degraded
    composite: { rule: 'ALARM("orders-errors") OR ALARM("orders-share")' }
  - name: shelves
    insights:
      query: SELECT MAX(Waiting) FROM Shop GROUP BY Shelf
      metric: { namespace: Shop, name: Waiting, stat: Maximum }
      groupBy: Shelf
    threshold: 60
    evaluationPeriods: 1
  - name: lag
    promql: { query: 'max(lag) > 5' }
    states: [{ at: 75m, state: ALARM }]
  - name: web-failures
    log: { query: 'filter @message like /failed/ | stats count(*)', logGroups: [/shop/web] }
    states: [{ at: 76m, state: ALARM }]
alarm: orders-errors
truth: { nothingWrong: true }
`;

let built: Built | undefined;

/** Built once; its data time ends 90 minutes after its start. */
export function everything(): Built {
  return (built ??= build(madeUp(EVERYTHING, { tail: ALARMS })));
}
