import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requestParameters } from '../../../mcp/servers/cloudformation/request-parameters.ts';

describe('request parameters', () => {
  it.each<[string, object, object]>([
    [
      'capacity',
      { tableName: 'orders', provisionedThroughput: { readCapacityUnits: 5, writeCapacityUnits: 1 } },
      {
        tableName: 'orders',
        'provisionedThroughput.readCapacityUnits': 5,
        'provisionedThroughput.writeCapacityUnits': 1,
      },
    ],
    [
      'a function’s settings',
      { functionName: 'pay', timeout: 3, memorySize: 128, environment: { variables: { A: 'SECRET' } } },
      { functionName: 'pay', timeout: 3, memorySize: 128 },
    ],
    [
      'code',
      { functionName: 'pay', zipFile: 'SECRET', code: { s3Key: 'SECRET' }, publish: true },
      { functionName: 'pay', publish: true },
    ],
    ['a trigger', { uUID: 'u', enabled: false, batchSize: 10 }, { uUID: 'u', enabled: false, batchSize: 10 }],
    [
      'a policy',
      { roleName: 'pay', policyName: 'db', policyDocument: '{"SECRET":1}', policy: 'SECRET' },
      { roleName: 'pay', policyName: 'db' },
    ],
    [
      'a service',
      {
        service: 'web',
        desiredCount: 0,
        taskDefinition: 'web:42',
        overrides: { containerOverrides: [{ command: ['SECRET'] }] },
      },
      { service: 'web', desiredCount: 0, taskDefinition: 'web:42' },
    ],
    [
      'a queue',
      { attributes: { VisibilityTimeout: '30', MessageRetentionPeriod: '60', Policy: 'SECRET' } },
      { 'attributes.VisibilityTimeout': '30', 'attributes.MessageRetentionPeriod': '60' },
    ],
    [
      'a database',
      {
        dBInstanceIdentifier: 'o',
        dBInstanceClass: 'db.t3.small',
        dBParameterGroupName: 'p',
        masterUserPassword: '****',
      },
      { dBInstanceIdentifier: 'o', dBInstanceClass: 'db.t3.small', dBParameterGroupName: 'p' },
    ],
    [
      'alarms',
      { alarmNames: ['a', 'b', 'c', 'd'], dimensions: [{ name: 'x', value: 'SECRET' }] },
      { 'alarmNames.0': 'a', 'alarmNames.1': 'b', 'alarmNames.2': 'c' },
    ],
    [
      'texts that may hold anything',
      {
        type: 'String',
        value: 'SECRET',
        description: 'SECRET',
        protocol: 'https',
        target: 'https://SECRET',
        inline: '{"SECRET":1}',
        lines: 'a\nSECRET',
        hidden: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        parameters: [{ parameterKey: 'k', parameterValue: 'SECRET' }],
        nothing: null,
      },
      { type: 'String', protocol: 'https' },
    ],
    ['deep things', { a: { b: { c: 1, d: { e: 2 } } }, 'odd name': 1 }, { 'a.b.c': 1 }],
  ])('%s', (_what, request, told) => {
    expect(requestParameters(request)).toEqual(told);
  });

  it('are few and short, the outer ones first', () => {
    const inner = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n${i}`, i]));
    const told = requestParameters({ inner, long: 'x'.repeat(500) });
    expect(Object.keys(told)).toHaveLength(20);
    expect(Object.keys(told)[0]).toBe('long');
    expect(told['long']).toHaveLength(120);
    for (const none of [undefined, null, 'text', 7, []]) expect(requestParameters(none)).toEqual({});
  });

  it('never come from under a private name', () => {
    const names =
      'environment variables secretString masterUserPassword authToken policyDocument userData code zipFile templateBody apiKey';
    const named = fc.constantFrom(...names.split(' '));
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.constant('SECRET'),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('node'), { maxKeys: 3 }),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(named, value, fc.boolean(), (name, hidden, nested) => {
        const told = requestParameters(nested ? { outer: { [name]: hidden } } : { [name]: hidden });
        expect(JSON.stringify(told)).not.toContain('SECRET');
      }),
    );
  });
});
