export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
export const ref = (logicalId: string) => ({ Ref: logicalId });
export const allow = (Action: string[], Resource: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

interface More {
  role?: string;
  policies?: object[];
  environment?: Record<string, unknown>;
}

/** A function with its role and log group. */
export function functionOf(id: string, name: string, code: string, more: More = {}): Record<string, object> {
  return {
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: 128,
        Timeout: 10,
        Role: arnOf(`${id}Role`),
        Code: { ZipFile: code },
        ...(more.environment && { Environment: { Variables: more.environment } }),
      },
    },
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ...(more.role !== undefined && { RoleName: more.role }),
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        Policies: [
          // Not CreateLogGroup: a late line would make the group again after it was removed.
          {
            PolicyName: 'log',
            PolicyDocument: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(`${id}Log`)),
          },
          ...(more.policies ?? []),
        ],
      },
    },
    [`${id}Log`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/aws/lambda/${name}`, RetentionInDays: 1 },
    },
  };
}
